using System.Buffers;

namespace Vicinity.Weather.RabbitMq;

/// <summary>Readings as the body of a message: one as JSON, several of one sensor in the compact form.</summary>
internal static class ReadingBody
{
    /// <summary>The type of a reading as JSON.</summary>
    public const string Json = "application/json";

    /// <summary>The type of the compact form.</summary>
    public const string Compact = "application/octet-stream";

    /// <summary>Longest message that is read.</summary>
    public const int MostBytes = 1 << 20;

    public static (ReadOnlyMemory<byte> Body, string Type) Write(IReadOnlyList<Reading> readings, int from, int count)
    {
        var output = new ArrayBufferWriter<byte>(192 + 64 * count);
        if (count == 1) ReadingJson.Write(output, readings[from]);
        else ReadingCompact.Write(output, [.. readings.Skip(from).Take(count)]);
        return (output.WrittenMemory, count == 1 ? Json : Compact);
    }

    /// <summary>Reads a message.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="now">The time now, in Unix milliseconds.</param>
    /// <param name="good">Gets the readings that keep to the bounds.</param>
    /// <param name="refused">The others, with the reasons.</param>
    /// <returns>What is wrong with the message as a whole; null for nothing.</returns>
    public static string? Read(ReadOnlySpan<byte> body, long now, List<Reading> good, out IReadOnlyList<(Reading Reading, string Reason)> refused)
    {
        List<(Reading, string)> wrong = [];
        refused = wrong;
        if (body.Length > MostBytes) return $"the message has {body.Length} bytes and may have {MostBytes}: it is held in memory";
        try
        {
            var reader = new ReadingReader(body, default);
            while (reader.MoveNext())
            {
                RawReading raw = reader.Current;
                Reading reading = raw.ToReading();
                if (ReadingBounds.Problem(raw, now) is { } reason) wrong.Add((reading, reason));
                else good.Add(reading);
            }
            return null;
        }
        catch (MessageException failed)
        {
            good.Clear();
            wrong.Clear();
            return failed.Message;
        }
    }
}
