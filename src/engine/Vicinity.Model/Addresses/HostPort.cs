using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Vicinity.Model;

/// <summary>An address as people write it, HOST:PORT. What HOST may be, and whether the port may be 0, is for the caller to check.</summary>
/// <param name="Host">A name, an IP address without brackets, or <c>*</c>; never empty.</param>
/// <param name="Port">0 to 65535.</param>
public readonly record struct HostPort(string Host, int Port)
{
    /// <summary>Reads HOST:PORT. An IPv6 address stands in brackets.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="value">The address, when the text is one.</param>
    /// <param name="fault">What is wrong with the text otherwise: value, bound, reason.</param>
    public static bool TryParse(string text, out HostPort value, [NotNullWhen(false)] out string? fault)
    {
        value = default;
        int colon = text.LastIndexOf(':');
        if (colon <= 0)
        {
            fault = $"'{text}' is not HOST:PORT, as in 127.0.0.1:9092";
            return false;
        }

        string host = text[..colon], port = text[(colon + 1)..];
        bool isBracketed = host is ['[', .. { Length: > 0 }, ']'];
        if (!isBracketed && host.AsSpan().ContainsAny(":[]"))
        {
            fault = $"host '{host}' of '{text}' has a colon or a bracket: an IPv6 address stands in brackets, as in [::1]:9092";
            return false;
        }

        if (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number > IPEndPoint.MaxPort)
        {
            fault = $"port '{port}' of '{text}' is not a number from 0 to {IPEndPoint.MaxPort}";
            return false;
        }

        value = new HostPort(isBracketed ? host[1..^1] : host, number);
        fault = null;
        return true;
    }

    /// <summary>HOST:PORT as <see cref="TryParse"/> reads it.</summary>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
