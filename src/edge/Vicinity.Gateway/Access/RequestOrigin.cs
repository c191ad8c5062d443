using Microsoft.AspNetCore.Http;

namespace Vicinity.Gateway;

/// <summary>
/// Which page a browser's request comes from, by what browsers add and pages cannot change: Origin (RFC 6454), Sec-Fetch-Site (W3C Fetch Metadata) and, where a GET
/// carries neither, Referer and User-Agent. Programs send none of these.
/// </summary>
internal static class RequestOrigin
{
    private const string OfProxies = " Behind a proxy, have it pass Host on, or set AllowedHosts to the name that browsers use.";

    /// <summary>Says why a request is not taken as one of this site's own page, of a person at the address bar, or of a program; null when it is.</summary>
    /// <param name="context">The request.</param>
    /// <param name="hosts">The names of this site.</param>
    public static string? Refuse(HttpContext context, AllowedHosts hosts)
    {
        HttpRequest request = context.Request;
        IHeaderDictionary headers = request.Headers;
        if (headers.ContainsKey("Origin"))
        {
            string origin = headers.Origin.ToString();
            if (!IsOwn(origin, request, hosts)) return $"It comes from a page of {Shown(origin)}, not of this site ({request.Host}).{OfProxies}";
        }

        string site = headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0) return site is "same-origin" or "none" ? null : $"The browser says that another site's page sends it (Sec-Fetch-Site: {Shown(site)}).";
        if (!context.ChangesByGet() || headers.ContainsKey("Origin")) return null;

        // A browser names itself alone when it loads a picture from an address without TLS: that cannot be told from an address that somebody typed.
        string referer = headers.Referer.ToString();
        if (referer.Length > 0) return IsOwn(referer, request, hosts) ? null : $"It comes from a page of {Shown(referer)}, not of this site.";
        return headers.UserAgent.ToString().StartsWith("Mozilla/", StringComparison.OrdinalIgnoreCase)
            ? "A browser sends it without saying for which page. Use a phone app, another program, or POST."
            : null;
    }

    /// <summary>The same name and port as the request asks for, or a name of the settings. Only a site reached by TLS insists on the scheme: a proxy may have ended it.</summary>
    private static bool IsOwn(string address, HttpRequest request, AllowedHosts hosts)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? from) || from.Scheme is not ("http" or "https")) return false;
        if (request.IsHttps && from.Scheme != "https") return false;
        return IsSame(from, request.Host) || hosts.NamesOrigin(from);
    }

    private static bool IsSame(Uri from, HostString host)
    {
        int port = host.Port ?? (from.Scheme == "https" ? 443 : 80);
        return host.HasValue && from.Port == port && from.Host.Equals(host.Host, StringComparison.OrdinalIgnoreCase);
    }

    private static string Shown(string text) => text.Length <= 100 ? $"'{text}'" : $"'{text.AsSpan(0, 100)}…'";
}
