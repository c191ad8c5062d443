using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Vicinity.Gateway;

/// <summary>Names each traced request by its route and status: the server's own spans carry neither.</summary>
internal static class RequestTags
{
    public static void UseRequestTags(this IApplicationBuilder app) =>
        app.Use(static async (context, next) =>
        {
            await next(context).ConfigureAwait(false);
            if (Activity.Current is not { } activity) return;
            if ((context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is { } route)
            {
                activity.DisplayName = $"{context.Request.Method} {route}";
                activity.SetTag("http.route", route);
            }

            activity.SetTag("http.request.method", context.Request.Method);
            activity.SetTag("http.response.status_code", context.Response.StatusCode);
            if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError) activity.SetStatus(ActivityStatusCode.Error);
        });
}
