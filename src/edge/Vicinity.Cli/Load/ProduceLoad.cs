using System.Diagnostics;
using Vicinity.Client;
using Vicinity.Records;

namespace Vicinity.Cli;

/// <summary>Writes records with the own client: closed loop at full speed, or open loop at a fixed rate, where a record's latency counts from the time it was due.</summary>
internal static class ProduceLoad
{
    /// <summary>What a run gave.</summary>
    internal sealed record Result(long Records, long Failed, double Seconds, double RecordsPerSecond, LatencySummary? LatencyUs);

    public static async Task<Result> RunAsync(ProducerOptions options, string topic, long records, int size, int rate, Action<long, double>? progress, CancellationToken cancel)
    {
        long acknowledged = 0;
        long failed = 0;
        await using var producer = new Producer(options with
        {
            OnDelivery = d =>
            {
                if (d.Error is null) Interlocked.Add(ref acknowledged, d.RecordCount);
                else Interlocked.Add(ref failed, d.RecordCount);
            },
        });
        await Reach.EnsureAsync(options.BootstrapServers, cancel).ConfigureAwait(false);
        byte[] value = new byte[size];
        new Model.Prng(1).Fill(value);
        await producer.SendAsync(topic, NullableBytes.Null, value).ConfigureAwait(false);
        if (rate > 0) return await PacedAsync(producer, topic, value, records, rate, cancel).ConfigureAwait(false);

        long began = Stopwatch.GetTimestamp();
        long shown = began;
        for (long i = 0; i < records && !cancel.IsCancellationRequested; i++)
        {
            if (!producer.TryPost(topic, NullableBytes.Null, value)) await producer.PostAsync(topic, NullableBytes.Null, value).ConfigureAwait(false);
            if (progress is null || (i & 0xFFFF) != 0 || Stopwatch.GetElapsedTime(shown) < TimeSpan.FromMilliseconds(200)) continue;
            shown = Stopwatch.GetTimestamp();
            progress(Interlocked.Read(ref acknowledged), Stopwatch.GetElapsedTime(began).TotalSeconds);
        }

        await producer.FlushAsync(cancel).ConfigureAwait(false);
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return new Result(records, failed, seconds, records / seconds, null);
    }

    private static async Task<Result> PacedAsync(Producer producer, string topic, byte[] value, long records, int rate, CancellationToken cancel)
    {
        long[] latency = new long[Math.Min(records, 5_000_000)];
        var sends = new Task[latency.Length];
        long began = Stopwatch.GetTimestamp();
        // A thread of its own: it sleeps between the records.
        int sent = await Task.Factory.StartNew(SendAll, cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        await Task.WhenAll(sends.AsSpan(0, sent).ToArray()).ConfigureAwait(false);
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return new Result(sent, 0, seconds, sent / seconds, LatencySummary.Of(latency, sent));

        int SendAll()
        {
            var pace = new Pace(rate);
            int number = 0;
            for (; number < latency.Length && !cancel.IsCancellationRequested; number++)
            {
                long due = pace.DueAt(number);
                Pace.SleepUntil(due);
                sends[number] = MeasureAsync(producer.SendAsync(topic, NullableBytes.Null, value), due, latency, number);
            }

            return number;
        }
    }

    private static async Task MeasureAsync(Task<RecordPosition> send, long due, long[] latency, int index)
    {
        await send.ConfigureAwait(false);
        latency[index] = Stopwatch.GetTimestamp() - due;
    }
}
