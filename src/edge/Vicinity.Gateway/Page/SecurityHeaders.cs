using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Vicinity.Gateway;

/// <summary>
/// Headers that tell a browser what this site never does. Styles may stand in the page (MUI writes them at run time) and workers may come from
/// the site or a blob (MapLibre's); scripts come from the site alone.
/// </summary>
internal static class SecurityHeaders
{
    private const string Policy =
        "default-src 'self'; script-src 'self'; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        + "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; connect-src 'self' data: blob:";

    public static void UseSecurityHeaders(this IApplicationBuilder app, LoopbackEntrance? entrance) =>
        app.Use((context, next) =>
        {
            // At the very end: the handling of an error clears what was set before.
            context.Response.OnStarting(() => Add(context.Response.Headers, entrance));
            return next(context);
        });

    private static Task Add(IHeaderDictionary headers, LoopbackEntrance? entrance)
    {
        headers.ContentSecurityPolicy = entrance is null ? Policy : $"{Policy} http://localhost:{entrance.Port} http://127.0.0.1:{entrance.Port}";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), payment=(), usb=()";
        return Task.CompletedTask;
    }
}
