using System.Globalization;
using System.Text;
using System.Text.Json;
using Vicinity.Weather;

namespace Vicinity.Gateway.Weather;

/// <summary>Stores readings that were received here. A reading is answered when it is in the log. Thread-safe.</summary>
internal sealed class ReceivedReadings(ReadingWriter writer, TimeProvider time)
{
    private const int ReadingsTogether = 1_000;

    private long _lastNumber;

    /// <summary>Reads the readings of a body.</summary>
    public ReadingBatch Read(ReadOnlySpan<byte> body)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return ReadingBatch.Read(body, (ReadOnlySpan<byte> json, out Reading reading) => ReadOne(json, now, out reading));
    }

    /// <summary>Stores the sound readings of a batch; those of one sensor together and in order. What is not stored is put to the rejected ones.</summary>
    /// <returns>How many are stored, and whether the log is away.</returns>
    public async Task<(int Accepted, bool IsAway)> StoreAsync(ReadingBatch batch, CancellationToken cancel)
    {
        IEnumerable<Task<(int, bool)>> storing = batch.Good.GroupBy(g => g.Reading.Sensor, StringComparer.Ordinal).Select(sensor => StoreAsync([.. sensor], batch.Rejected, cancel)).ToList();
        (int accepted, bool isAway) = (0, false);
        foreach (Task<(int Accepted, bool IsAway)> sensor in storing)
        {
            (int some, bool away) = await sensor.ConfigureAwait(false);
            (accepted, isAway) = (accepted + some, isAway || away);
        }
        batch.Rejected.Sort((a, b) => a.Index.CompareTo(b.Index));
        return (accepted, isAway);
    }

    // One after the other, so that they are in the log in the order of their numbers.
    private async Task<(int Accepted, bool IsAway)> StoreAsync((int Index, Reading Reading)[] sensor, List<RejectedReading> rejected, CancellationToken cancel)
    {
        int accepted = 0, done = 0;
        try
        {
            foreach ((int Index, Reading Reading)[] some in sensor.Chunk(ReadingsTogether))
            {
                SendOutcome outcome = await writer.SendAsync([.. some.Select(g => g.Reading)], cancel).ConfigureAwait(false);
                accepted += some.Length - outcome.Refused.Count;
                done += some.Length;
                lock (rejected) rejected.AddRange(outcome.Refused.Select(r => new RejectedReading(some.First(g => g.Reading.Number == r.Number).Index, r.Reason)));
            }
            return (accepted, false);
        }
        catch (TransportException)
        {
            lock (rejected) rejected.AddRange(sensor.Skip(done).Select(g => new RejectedReading(g.Index, "the log has not confirmed the reading; send it again")));
            return (accepted, true);
        }
    }

    private string? ReadOne(ReadOnlySpan<byte> json, long now, out Reading reading)
    {
        reading = default;
        try
        {
            var reader = new ReadingReader(WithDefaults(json, now), default);
            if (!reader.MoveNext()) return "it holds no reading";
            RawReading raw = reader.Current;
            if (ReadingBounds.Problem(raw, now) is { } problem) return problem;
            reading = raw.ToReading();
            return null;
        }
        catch (MessageException wrong)
        {
            return wrong.Message;
        }
    }

    // Somebody who tries it by hand knows neither the time in milliseconds nor a number that rises.
    private ReadOnlySpan<byte> WithDefaults(ReadOnlySpan<byte> json, long now)
    {
        (bool hasNumber, bool hasTime, bool isEmpty) = (false, false, true);
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            isEmpty = false;
            hasNumber |= reader.ValueTextEquals("number"u8);
            hasTime |= reader.ValueTextEquals("time"u8);
            reader.Read();
            reader.Skip();
        }
        if (isEmpty || (hasNumber && hasTime)) return json;
        string number = hasNumber ? "" : string.Create(CultureInfo.InvariantCulture, $"\"number\":{NextNumber(now)},");
        string moment = hasTime ? "" : string.Create(CultureInfo.InvariantCulture, $"\"time\":{now},");
        return (byte[])["{"u8[0], .. Encoding.ASCII.GetBytes(number + moment), .. json[1..]];
    }

    // Two readings of one microsecond would be taken for the same one.
    private long NextNumber(long now)
    {
        while (true)
        {
            long last = Interlocked.Read(ref _lastNumber);
            long next = Math.Max(last + 1, now * 1000);
            if (Interlocked.CompareExchange(ref _lastNumber, next, last) == last) return next;
        }
    }
}
