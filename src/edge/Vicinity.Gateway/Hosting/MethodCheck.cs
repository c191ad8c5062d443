using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Vicinity.Gateway;

/// <summary>Answers HEAD wherever GET is answered (RFC 9110, 9.1), and names in each answer 405 what is taken instead.</summary>
internal static class MethodCheck
{
    private static readonly object s_head = new();

    /// <summary>
    /// Finds the endpoint of a request; that of a HEAD is the one of GET. The server itself holds back the body: it goes by what was sent.
    /// </summary>
    public static void UseRoutingWithHead(this IApplicationBuilder app)
    {
        app.Use(static async (context, next) =>
        {
            bool isHead = HttpMethods.IsHead(context.Request.Method);
            if (isHead) (context.Request.Method, context.Items[s_head]) = (HttpMethods.Get, s_head);
            try
            {
                await next(context).ConfigureAwait(false);
            }
            finally
            {
                if (isHead) context.Request.Method = HttpMethods.Head;
            }
        });
        app.UseRouting();
    }

    /// <summary>Refuses HEAD where GET writes, and completes the answers of the routing to methods that are not taken.</summary>
    public static void UseMethodCheck(this IApplicationBuilder app) =>
        app.Use(static async (context, next) =>
        {
            if (context.Items.ContainsKey(s_head) && context.ChangesByGet()) context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            else await next(context).ConfigureAwait(false);
            if (context.Response is not { StatusCode: StatusCodes.Status405MethodNotAllowed, HasStarted: false } answer) return;
            string methods = context.RequestServices.GetRequiredService<KnownEndpoints>().MethodsAt(context.Request.Path);
            if (methods.Length > 0) answer.Headers.Allow = methods;
        });
}
