using System.Text.Json;
using Vicinity.Traffic;

namespace Vicinity.Gateway.Traffic;

/// <summary>The positions of a request's body: one JSON object or an array of them.</summary>
internal sealed class PositionBatch
{
    /// <summary>Most positions of one request.</summary>
    public const int MaxPositions = 10_000;

    /// <summary>Sound positions with their places in the array.</summary>
    public List<(int Index, VehiclePosition Position)> Good { get; } = [];

    /// <summary>What is no sound position.</summary>
    public List<RejectedPosition> Rejected { get; } = [];

    /// <summary>Why nothing could be read; null when something was.</summary>
    public string? Problem { get; private set; }

    /// <summary>Reads a body.</summary>
    /// <param name="body">JSON.</param>
    /// <param name="now">Time of positions that name none, Unix milliseconds.</param>
    public static PositionBatch Read(ReadOnlySpan<byte> body, long now)
    {
        var batch = new PositionBatch();
        if (body.IsEmpty)
        {
            batch.Problem = "the body is empty; a position or an array of positions is expected, in JSON";
            return batch;
        }
        try
        {
            var json = new Utf8JsonReader(body);
            json.Read();
            if (json.TokenType == JsonTokenType.StartArray) batch.ReadArray(ref json, now);
            else batch.ReadOne(ref json, 0, now);
            batch.Problem ??= Rest(body, json.BytesConsumed);
        }
        catch (JsonException broken)
        {
            batch.Problem ??= $"the body is no JSON: {broken.Message}";
        }
        if (batch.Problem is null && batch.Good.Count == 0)
            batch.Problem = batch.Rejected.Count == 0 ? "the array holds no position" : $"no position is sound; the first: {batch.Rejected[0].Reason}";
        return batch;
    }

    // One that sends several values in a row would believe that all of them were taken.
    private static string? Rest(ReadOnlySpan<byte> body, long read)
    {
        ReadOnlySpan<byte> rest = body[(int)read..].TrimStart(" \t\r\n"u8);
        return rest.IsEmpty ? null : $"more follows after the first JSON value, from byte {body.Length - rest.Length} on; nothing is stored; send one position, or several in one array";
    }

    private void ReadArray(ref Utf8JsonReader json, long now)
    {
        for (int index = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; index++)
        {
            if (index == MaxPositions)
            {
                Problem = $"more than {MaxPositions} positions in one request; send several requests";
                return;
            }
            ReadOne(ref json, index, now);
        }
    }

    private void ReadOne(ref Utf8JsonReader json, int index, long now)
    {
        if (PositionRecord.TryRead(ref json, now, out VehiclePosition position, out string? reason)) Good.Add((index, position));
        else Rejected.Add(new RejectedPosition(index, reason));
    }
}
