using System.Buffers;

namespace Vicinity.Weather.RabbitMq;

/// <summary>Windows as the body of a message: a JSON array.</summary>
internal static class WindowBody
{
    /// <summary>Their type.</summary>
    public const string Json = "application/json";

    /// <summary>Most windows in a message.</summary>
    public const int Most = 500;

    public static ReadOnlyMemory<byte> Write(IReadOnlyList<Window> windows)
    {
        var output = new ArrayBufferWriter<byte>(256 * windows.Count);
        WindowJson.Write(output, windows);
        return output.WrittenMemory;
    }

    /// <summary>Reads them back.</summary>
    /// <returns>What is wrong; null for nothing.</returns>
    public static string? Read(ReadOnlySpan<byte> body, out IReadOnlyList<Window> windows)
    {
        windows = [];
        try
        {
            windows = WindowJson.ReadAll(body);
            return null;
        }
        catch (MessageException wrong)
        {
            return wrong.Message;
        }
    }
}
