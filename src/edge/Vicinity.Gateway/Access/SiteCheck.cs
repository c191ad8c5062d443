using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Vicinity.Gateway;

/// <summary>Refuses what no page of this site would ask: anything under a foreign name, and changes or live hubs asked for by another site's page.</summary>
internal static class SiteCheck
{
    public static void UseSiteCheck(this IApplicationBuilder app, AllowedHosts hosts) =>
        app.Use((context, next) =>
        {
            if (!hosts.Allows(context.Request.Host, context.Connection.LocalIpAddress)) return RefuseAsync(
                context,
                StatusCodes.Status400BadRequest,
                "This server does not answer under that name",
                $"'{context.Request.Host}' is neither localhost, nor the address that was connected to, nor one of the setting AllowedHosts (VICINITY__GATEWAY__ALLOWEDHOSTS=NAME,...).");
            if ((context.IsChange() || context.IsHub()) && RequestOrigin.Refuse(context, hosts) is { } reason)
                return RefuseAsync(context, StatusCodes.Status403Forbidden, "Another site's page may not do this", reason);
            return next(context);
        });

    private static Task RefuseAsync(HttpContext context, int status, string title, string detail) =>
        TypedResults.Problem(title: title, detail: detail, statusCode: status).ExecuteAsync(context);
}
