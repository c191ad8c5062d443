namespace Vicinity.Client;

/// <summary>No connection: a broker cannot be reached, or it closed the connection before it answered.</summary>
public sealed class DisconnectedException : ClientException
{
    /// <summary>None of several addresses answered.</summary>
    public DisconnectedException(IReadOnlyList<string> addresses, Exception? inner = null)
        : base($"No broker can be reached; tried {string.Join(", ", addresses)}{(inner is null ? "" : $" ({inner.Message})")}.", isRetriable: true, inner) =>
        Addresses = addresses;

    /// <summary>One connection broke.</summary>
    public DisconnectedException(string address, string reason, Exception? inner = null)
        : base($"The connection to {address} is gone: {reason.TrimEnd('.')}.", isRetriable: true, inner) =>
        Addresses = [address];

    private DisconnectedException(string message, IReadOnlyList<string> addresses, Exception inner)
        : base(message, isRetriable: true, inner) => Addresses = addresses;

    /// <summary>There was no connection to an address, and none can be made.</summary>
    public static DisconnectedException Unreachable(string address, string reason, Exception inner) =>
        new($"{address} cannot be reached: {reason.TrimEnd('.')}.", [address], inner);

    /// <summary>The addresses that were tried, host:port.</summary>
    public IReadOnlyList<string> Addresses { get; }
}
