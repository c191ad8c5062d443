using System.Net;
using System.Net.Sockets;
using Vicinity.Model;

namespace Vicinity.Gateway;

/// <summary>Settings of the gateway. <see cref="Problems"/> says what is wrong with them before anything is opened.</summary>
public sealed record GatewayOptions
{
    /// <summary>Address of page, REST and live push: HOST:PORT, port 0 for any free one. Loopback by default: nothing is reachable from outside unless asked for.</summary>
    public string Http { get; init; } = "127.0.0.1:3300";

    /// <summary>The address as sockets take it.</summary>
    /// <exception cref="FormatException">It is none, which <see cref="Problems"/> says.</exception>
    public IPEndPoint EndPoint => ListenAddress.TryParse(Http, out ListenAddress? http, out string? fault) ? http.EndPointOn(Socket.OSSupportsIPv6) : throw new FormatException(fault);

    /// <summary>Whether the page is served; without it health, metrics and REST remain.</summary>
    public bool Page { get; init; } = true;

    /// <summary>Folder of the built page; null: <c>wwwroot</c> beside the program.</summary>
    public string? PageFolder { get; init; }

    /// <summary>Secret that makes a browser or program the operator's (16 to 256 characters); null: a new one at each start.</summary>
    public string? OperatorKey { get; init; }

    /// <summary>Whether a browser of this machine becomes the operator's without the key: for demos on loopback, without a proxy before them.</summary>
    public bool LoopbackOperator { get; init; }

    /// <summary>Names under which the gateway answers besides those of loopback and the addresses listened on, such as that of a proxy; <c>*.example.org</c> for all below one.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Addresses or networks (CIDR) of proxies whose X-Forwarded-For, -Proto and -Host are believed.</summary>
    public IReadOnlyList<string> Proxies { get; init; } = [];

    /// <summary>Largest request body in bytes.</summary>
    public long MaxRequestBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Connections at one time; further ones are closed at once.</summary>
    public int MaxConnections { get; init; } = 4096;

    /// <summary>Where traces and metrics are sent by OTLP (HTTP/protobuf), for example http://127.0.0.1:4318; null: nowhere.</summary>
    public string? OtlpEndpoint { get; init; }

    /// <summary>Whether only programs of this machine reach the gateway and no proxy is known that forwards for others.</summary>
    public bool IsPlainLoopback => ListenAddress.TryParse(Http, out ListenAddress? http, out _) && http.IsLoopback && Proxies.Count == 0 && AllowedHosts.Count == 0;

    /// <summary>Everything that is wrong with these settings; empty when they can be used.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (!ListenAddress.TryParse(Http, out ListenAddress? http, out string? fault)) problems.Add($"Http: {fault}");
        problems.AddRange(AllowedHosts.Select(Gateway.AllowedHosts.ProblemOf).Where(p => p is not null).Select(p => $"AllowedHosts: {p}"));
        problems.AddRange(Proxies.Where(p => !IPNetwork.TryParse(p, out _) && !IPAddress.TryParse(p, out _)).Select(p => $"Proxies: '{p}' is no IP address and no network such as 10.0.0.0/8"));
        if (LoopbackOperator && http is { IsLoopback: false }) problems.Add($"LoopbackOperator is set and Http is {Http}, not on loopback: who reaches other addresses must bring the operator's key");
        if (LoopbackOperator && (Proxies.Count > 0 || AllowedHosts.Count > 0))
            problems.Add("LoopbackOperator is set together with Proxies or AllowedHosts: behind a proxy everybody comes from loopback, so the operator must bring the key");
        if (MaxRequestBytes is < 1024 or > 1L << 30)
            problems.Add($"MaxRequestBytes is {MaxRequestBytes}, outside 1024 to {1L << 30}: a body is read into memory");
        if (MaxConnections < 1) problems.Add($"MaxConnections is {MaxConnections}, below 1: a browser needs one");
        if (OperatorKey is { Length: < 16 or > 256 }) problems.Add($"OperatorKey has {OperatorKey.Length} characters, not 16 to 256: a shorter one can be guessed, a longer one is cut off by headers' limits");
        if (OtlpEndpoint is not null && !(Uri.TryCreate(OtlpEndpoint, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"))
            problems.Add($"OtlpEndpoint is '{OtlpEndpoint}', not an http or https address: metrics and traces are sent as OTLP over HTTP");
        if (PageFolder is not null && !Directory.Exists(PageFolder)) problems.Add($"PageFolder '{PageFolder}' does not exist: it must hold the built page");
        return problems;
    }
}
