namespace Vicinity.Membership;

/// <summary>Texts that may stand in a datagram. They end up in terminals and logs: only harmless characters are let in.</summary>
public static class DatagramText
{
    /// <summary>Longest cluster id, in characters.</summary>
    public const int MaxClusterId = 64;

    /// <summary>Longest host, in characters.</summary>
    public const int MaxHost = 253;

    /// <summary>Whether the text is a cluster id: 1 to 64 of A-Z, a-z, 0-9, '-' and '_'.</summary>
    public static bool IsClusterId(string text) => text.Length is > 0 and <= MaxClusterId && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>Whether the text is a host: at most 253 of letters, digits, '.', '-', '_', ':' and '%' (an IPv6 scope).</summary>
    public static bool IsHost(string text) => text.Length is > 0 and <= MaxHost && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':' or '%');
}
