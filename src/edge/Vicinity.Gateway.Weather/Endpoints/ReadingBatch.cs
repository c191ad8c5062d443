using System.Text.Json;
using Vicinity.Weather;

namespace Vicinity.Gateway.Weather;

/// <summary>The readings of a request's body: one JSON object or an array of them.</summary>
internal sealed class ReadingBatch
{
    /// <summary>Most readings of one request.</summary>
    public const int MostReadings = 10_000;

    /// <summary>Sound readings with their places in the array.</summary>
    public List<(int Index, Reading Reading)> Good { get; } = [];

    /// <summary>What is no sound reading.</summary>
    public List<RejectedReading> Rejected { get; } = [];

    /// <summary>Why nothing could be read; null when something was.</summary>
    public string? Problem { get; private set; }

    /// <summary>Reads a body.</summary>
    /// <param name="body">JSON.</param>
    /// <param name="read">Reads one reading; says what is wrong with it, or null.</param>
    public static ReadingBatch Read(ReadOnlySpan<byte> body, ReadOne read)
    {
        var batch = new ReadingBatch();
        if (body.IsEmpty)
        {
            batch.Problem = "the body is empty; a reading or an array of readings is expected, in JSON";
            return batch;
        }
        try
        {
            var json = new Utf8JsonReader(body);
            json.Read();
            if (json.TokenType == JsonTokenType.StartArray) batch.ReadArray(ref json, body, read);
            else batch.ReadNext(ref json, body, 0, read);
            batch.Problem ??= Rest(body, json.BytesConsumed);
        }
        catch (JsonException broken)
        {
            batch.Problem ??= $"the body is no JSON: {broken.Message}";
        }
        if (batch.Problem is null && batch.Good.Count == 0)
            batch.Problem = batch.Rejected.Count == 0 ? "the array holds no reading" : $"no reading is sound; the first: {batch.Rejected[0].Reason}";
        return batch;
    }

    // One that sends several values in a row would believe that all of them were taken.
    private static string? Rest(ReadOnlySpan<byte> body, long read)
    {
        ReadOnlySpan<byte> rest = body[(int)read..].TrimStart(" \t\r\n"u8);
        return rest.IsEmpty ? null : $"more follows after the first JSON value, from byte {body.Length - rest.Length} on; nothing is stored; send one reading, or several in one array";
    }

    private void ReadArray(ref Utf8JsonReader json, ReadOnlySpan<byte> body, ReadOne read)
    {
        for (int index = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; index++)
        {
            if (index == MostReadings)
            {
                Problem = $"more than {MostReadings} readings in one request; send several requests";
                return;
            }
            ReadNext(ref json, body, index, read);
        }
    }

    private void ReadNext(ref Utf8JsonReader json, ReadOnlySpan<byte> body, int index, ReadOne read)
    {
        int start = (int)json.TokenStartIndex;
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            Rejected.Add(new RejectedReading(index, "it is no JSON object; {\"sensor\": …, \"kind\": …} is expected"));
            return;
        }
        json.Skip();
        if (read(body[start..(int)json.BytesConsumed], out Reading reading) is { } reason) Rejected.Add(new RejectedReading(index, reason));
        else Good.Add((index, reading));
    }
}

/// <summary>Reads one reading.</summary>
/// <param name="json">A JSON object.</param>
/// <param name="reading">The reading.</param>
/// <returns>What is wrong with it; null for nothing.</returns>
internal delegate string? ReadOne(ReadOnlySpan<byte> json, out Reading reading);
