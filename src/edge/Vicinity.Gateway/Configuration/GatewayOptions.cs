namespace Vicinity.Gateway;

/// <summary>Settings of the gateway. <see cref="Problems"/> says what is wrong with them before anything is opened.</summary>
public sealed record GatewayOptions
{
    /// <summary>Address of page, REST and live push: HOST:PORT, port 0 for any free one. Loopback by default: nothing is reachable from outside unless asked for.</summary>
    public string Http { get; init; } = "127.0.0.1:3300";

    /// <summary>Whether the page is served; without it health, metrics and REST remain.</summary>
    public bool Page { get; init; } = true;

    /// <summary>Folder of the built page; null: <c>wwwroot</c> beside the program.</summary>
    public string? PageFolder { get; init; }

    /// <summary>Secret that makes a browser the operator's (16 characters or more); null: a new one at each start.</summary>
    public string? OperatorKey { get; init; }

    /// <summary>Largest request body in bytes.</summary>
    public long MaxRequestBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Connections at one time; further ones are closed at once.</summary>
    public int MaxConnections { get; init; } = 4096;

    /// <summary>Where traces and metrics are sent by OTLP (HTTP/protobuf), for example http://127.0.0.1:4318; null: nowhere.</summary>
    public string? OtlpEndpoint { get; init; }

    /// <summary>Everything that is wrong with these settings; empty when they can be used.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (!HostPort.TryParse(Http, out _, out string? fault)) problems.Add($"Http: {fault}");
        if (MaxRequestBytes is < 1024 or > 1L << 30)
            problems.Add($"MaxRequestBytes is {MaxRequestBytes}, outside 1024 to {1L << 30}: a body is read into memory");
        if (MaxConnections < 1) problems.Add($"MaxConnections is {MaxConnections}, below 1: a browser needs one");
        if (OperatorKey is { Length: < 16 }) problems.Add($"OperatorKey has {OperatorKey.Length} characters, fewer than 16: a shorter one can be guessed");
        if (OtlpEndpoint is not null && !(Uri.TryCreate(OtlpEndpoint, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"))
            problems.Add($"OtlpEndpoint is '{OtlpEndpoint}', not an http or https address: metrics and traces are sent as OTLP over HTTP");
        if (PageFolder is not null && !Directory.Exists(PageFolder)) problems.Add($"PageFolder '{PageFolder}' does not exist: it must hold the built page");
        return problems;
    }
}
