using System.Reflection;

namespace Vicinity.Client;

/// <summary>The version that this client tells brokers: letters, digits, dots and dashes.</summary>
internal static class ClientVersion
{
    public static string Text { get; } = typeof(ClientVersion).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
