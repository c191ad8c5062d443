using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace Vicinity.Gateway;

/// <summary>
/// Serves the built page. Files under <c>/assets</c> carry a hash in their name and are kept by browsers for ever. The overview and the applications' pages are one
/// document, which is also the body of the answer 404 to other addresses: it says that there is no such page.
/// </summary>
internal sealed class PageEndpoints
{
    private const string Home = "index.html";
    private const string Overview = "";
    private readonly IFileProvider _files;
    private readonly HashSet<string> _pages;

    private PageEndpoints(IFileProvider files, IEnumerable<string> pages)
    {
        _files = files;
        _pages = [Overview, .. pages];
    }

    /// <param name="app">The gateway.</param>
    /// <param name="options">Says where the page is.</param>
    /// <param name="pages">Paths of the applications' pages.</param>
    public static void Map(WebApplication app, GatewayOptions options, IReadOnlyList<string> pages)
    {
        string folder = Path.GetFullPath(options.PageFolder ?? Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        IFileProvider files = Directory.Exists(folder) ? new PhysicalFileProvider(folder) : new NullFileProvider();
        var page = new PageEndpoints(files, pages);
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files, OnPrepareResponse = Keep });
        // No endpoint for all addresses: beside one, a wrong method or content type at another endpoint would be an address that does not exist.
        app.Use((context, next) => context.GetEndpoint() is null && IsPage(context.Request.Path) ? page.ServeAsync(context) : next(context));
    }

    // Addresses of the page have no dot in their last part; a file that is not there stays not found.
    private static bool IsPage(PathString path) =>
        !path.StartsWithSegments("/api") && !path.StartsWithSegments("/live") && !path.StartsWithSegments("/openapi")
        && !path.Value.AsSpan(path.Value!.LastIndexOf('/') + 1).Contains('.');

    private static void Keep(StaticFileResponseContext file) =>
        file.Context.Response.Headers.CacheControl =
            file.Context.Request.Path.StartsWithSegments("/assets") ? "public, max-age=31536000, immutable" : "no-cache";

    private async Task ServeAsync(HttpContext context)
    {
        bool isKnown = _pages.Contains(context.Request.Path.Value!.TrimEnd('/'));
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.StatusCode = isKnown ? StatusCodes.Status405MethodNotAllowed : StatusCodes.Status404NotFound;
            if (isKnown) context.Response.Headers.Allow = "GET, HEAD";
            return;
        }

        context.Response.Headers.CacheControl = "no-cache";
        IFileInfo home = _files.GetFileInfo(Home);
        if (!home.Exists)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            await context.Response.WriteAsync("The page was not built. Build it with ./vicinity (it needs Node.js 20), or use the API: /openapi/v1.json\n", context.RequestAborted).ConfigureAwait(false);
            return;
        }

        if (!isKnown) context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = home.Length;
        await context.Response.SendFileAsync(home, context.RequestAborted).ConfigureAwait(false);
    }
}
