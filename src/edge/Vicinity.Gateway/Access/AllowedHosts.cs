using System.Net;
using Microsoft.AspNetCore.Http;

namespace Vicinity.Gateway;

/// <summary>
/// The names under which this gateway answers: those of the machine's loopback, the address that a connection came in on, and the names of the settings. A web page
/// whose own name was pointed at this machine (DNS rebinding) asks under another. Immutable.
/// </summary>
public sealed class AllowedHosts
{
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _suffixes = [];

    /// <param name="configured">Names or addresses, also with a port where a proxy serves another than 80 or 443; <c>*.example.org</c> for all names below one.</param>
    public AllowedHosts(IEnumerable<string> configured)
    {
        foreach (string entry in configured)
        {
            _names.Add(entry);
            string name = new HostString(entry).Host;
            if (name.StartsWith("*.", StringComparison.Ordinal)) _suffixes.Add(name[1..]);
            else _names.Add(name);
        }
    }

    /// <summary>Says what is wrong with a name of the settings, or null.</summary>
    public static string? ProblemOf(string entry)
    {
        string name = entry.StartsWith("*.", StringComparison.Ordinal) ? entry[2..] : entry;
        bool isHost = Uri.TryCreate($"http://{name}", UriKind.Absolute, out Uri? uri) && uri is { PathAndQuery: "/", UserInfo: "" } && Uri.CheckHostName(uri.Host.Trim('[', ']')) != UriHostNameType.Unknown;
        return !isHost
            ? $"'{entry}' is no host name: write a name, an IP address or *.NAME, without http://, with a port only where browsers show one"
            : null;
    }

    /// <summary>Whether a name is one of this machine's loopback, which no foreign page can have: localhost, 127.0.0.0/8, [::1].</summary>
    public static bool IsLoopback(HostString host) =>
        host.Host.TrimEnd('.').Equals("localhost", StringComparison.OrdinalIgnoreCase) || (AddressOf(host) is { } address && IPAddress.IsLoopback(address));

    /// <summary>Whether requests under a name are answered.</summary>
    /// <param name="host">The name asked for; none at all (HTTP/1.0, health checks of load balancers) is no browser's and is let through.</param>
    /// <param name="listened">The address that the connection came in on.</param>
    public bool Allows(HostString host, IPAddress? listened)
    {
        if (!host.HasValue || IsLoopback(host)) return true;
        if (AddressOf(host) is { } address && listened is not null && address.Equals(Plain(listened))) return true;
        string name = host.Host.TrimEnd('.');
        return _names.Contains(name) || _suffixes.Exists(suffix => name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether pages of an origin belong to this gateway by the settings: the name, with its port unless it is the scheme's own.</summary>
    internal bool NamesOrigin(Uri origin)
    {
        string name = origin.IsDefaultPort ? origin.Host : origin.Authority;
        return _names.Contains(name) || (origin.IsDefaultPort && _suffixes.Exists(suffix => name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)));
    }

    private static IPAddress? AddressOf(HostString host) => IPAddress.TryParse(host.Host, out IPAddress? address) ? Plain(address) : null;

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
