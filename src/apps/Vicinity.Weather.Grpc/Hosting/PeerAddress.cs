namespace Vicinity.Weather.Grpc;

/// <summary>Addresses of other components: <c>host:port</c>, <c>http://host:port</c> or <c>https://host:port</c>.</summary>
internal static class PeerAddress
{
    private const int MostLength = 300;

    /// <summary>What is wrong with an address; null for nothing. It may come from a stranger.</summary>
    public static string? Problem(string address)
    {
        if (address.Length is 0 or > MostLength) return $"an address has {address.Length} characters, not 1 to {MostLength}";
        return TryParse(address, secure: false, out _) ? null : $"'{address}' is no address of the form http://host:port";
    }

    /// <summary>The address with its scheme.</summary>
    /// <param name="address">With or without a scheme.</param>
    /// <param name="secure">Whether one without a scheme is meant with TLS.</param>
    public static Uri Parse(string address, bool secure) =>
        TryParse(address, secure, out Uri? uri) ? uri : throw new ArgumentException(Problem(address) ?? $"'{address}' is no address");

    private static bool TryParse(string address, bool secure, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Uri? uri)
    {
        string whole = address.Contains("://", StringComparison.Ordinal) ? address : (secure ? "https://" : "http://") + address;
        return Uri.TryCreate(whole, UriKind.Absolute, out uri) && uri.Scheme is ("http" or "https") && uri.PathAndQuery == "/" && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0
            && uri.Port is > 0 and <= 65_535 && uri.Host.Length > 0;
    }
}
