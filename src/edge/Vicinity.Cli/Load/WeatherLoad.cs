using System.Buffers;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Vicinity.Client;
using Vicinity.Model;
using Vicinity.Records;
using Vicinity.Weather;

namespace Vicinity.Cli;

/// <summary>
/// Fills a log of one partition with readings and measures how fast a server puts them into windows, exactly once: from the first reading until the step that covers the last one is stored. 100 readings have the same
/// millisecond, so that windows close as they do with that many readings a second.
/// </summary>
internal sealed class WeatherLoad
{
    private const int PerMillisecond = 100;
    private const int WindowMs = 10_000;
    private const int Together = 50;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    /// <summary>Readings of a run.</summary>
    public required int Readings { get; init; }

    /// <summary>Sensors.</summary>
    public required int Sensors { get; init; }

    /// <summary>Runs of each form.</summary>
    public required int Runs { get; init; }

    /// <summary>Tells how far it is; null for nobody.</summary>
    public Action<string>? Progress { get; init; }

    /// <summary>Measures each form on a node of its own process.</summary>
    public async Task<IReadOnlyList<WeatherFigures.FormFigure>> MeasureAsync(CancellationToken cancel)
    {
        await using LocalNodes node = await LocalNodes.StartAsync(1, null, null, cancel).ConfigureAwait(false);
        List<WeatherFigures.FormFigure> figures = [];
        foreach ((string form, int together) in new[] { ("compact, one a record", 1), ($"compact, {Together} a record", Together) })
        {
            WeatherOptions options = new()
            {
                BootstrapServers = node.BootstrapServers,
                ReadingsTopic = $"bench.readings.{together}",
                Partitions = 1,
                Replicas = 1,
                RejectedTopic = "",
                WindowMs = WindowMs,
                IdleMs = 3_600_000,
            };
            Progress?.Invoke($"{form}: filling the log with {Readings:N0} readings");
            // The first window is a whole one, so each sensor has readings in it.
            long begin = (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - Readings / PerMillisecond - 1_000) / WindowMs * WindowMs;
            double bytesEach = await FillAsync(options, together, begin, cancel).ConfigureAwait(false);
            List<(double PerSecond, double Processor, long Steps, long Parts, bool AllCounted)> runs = [];
            // The first run compiles.
            for (int run = 0; run <= Runs; run++)
            {
                var measured = await RunAsync(options with { StepsTopic = $"bench.steps.{together}.{run}" }, begin, cancel).ConfigureAwait(false);
                if (run > 0) runs.Add(measured);
                Progress?.Invoke($"{form}: {measured.PerSecond:N0} readings/s{(run == 0 ? ", while it is compiled" : "")}");
            }
            figures.Add(new WeatherFigures.FormFigure(
                form, Readings, Sensors, bytesEach, Median(runs.Select(r => r.PerSecond)), Median(runs.Select(r => r.Processor)), runs[^1].Steps, runs[^1].Parts, runs.All(r => r.AllCounted)));
        }
        return figures;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private async Task<double> FillAsync(WeatherOptions options, int together, long begin, CancellationToken cancel)
    {
        await using (var admin = new Admin(new AdminOptions { BootstrapServers = options.BootstrapServers })) await admin.EnsureTopicAsync(options.ReadingsTopic, 1, 1, cancel: cancel).ConfigureAwait(false);
        await using var producer = new Producer(new ProducerOptions { BootstrapServers = options.BootstrapServers, BatchBytes = 1_000_000 });
        var prng = new Prng(1);
        long bytes = 0;
        var numbers = new long[Sensors];
        var output = new ArrayBufferWriter<byte>();
        var readings = new List<Reading>(together);
        for (int i = 0; i < Readings; i += readings.Count)
        {
            int sensor = prng.Next(Sensors);
            readings.Clear();
            for (int j = 0; j < together && i + j < Readings; j++)
                readings.Add(new Reading($"sensor-{sensor}", numbers[sensor]++, ReadingKind.Pollution, begin + (i + j) / PerMillisecond, Math.Clamp(400 + 40 * prng.NextGaussian(), 0, 1_000), 0, "hall 17 of the works by the harbour"));
            output.ResetWrittenCount();
            ReadingCompact.Write(output, readings);
            byte[] key = Encoding.UTF8.GetBytes(readings[0].Sensor);
            bytes += key.Length + output.WrittenCount;
            await producer.PostAsync(options.ReadingsTopic, key, output.WrittenSpan, partition: 0).ConfigureAwait(false);
        }
        await producer.FlushAsync(cancel).ConfigureAwait(false);
        return (double)bytes / Readings;
    }

    private async Task<(double PerSecond, double Processor, long Steps, long Parts, bool AllCounted)> RunAsync(WeatherOptions options, long begin, CancellationToken cancel)
    {
        using var processor = new WindowProcessor(options, NullLogger<WindowProcessor>.Instance);
        await processor.StartAsync(cancel).ConfigureAwait(false);
        long waited = Stopwatch.GetTimestamp();
        while (processor.Status.Readings == 0 && Stopwatch.GetElapsedTime(waited) < s_patience) await Task.Delay(1, cancel).ConfigureAwait(false);
        long began = Stopwatch.GetTimestamp();
        long before = processor.Status.Readings;
        TimeSpan used = Environment.CpuUsage.TotalTime;
        while (processor.Status.Stored < Readings && Stopwatch.GetElapsedTime(began) < s_patience) await Task.Delay(2, cancel).ConfigureAwait(false);
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        double each = (Environment.CpuUsage.TotalTime - used).TotalSeconds * 1e6 / (Readings - before);
        long steps = processor.Status.Steps;
        await processor.StopAsync(cancel).ConfigureAwait(false);
        (long parts, bool allCounted) = await CheckAsync(options, begin, cancel).ConfigureAwait(false);
        return ((Readings - before) / seconds, each, steps, parts, allCounted);
    }

    /// <summary>Reads the steps: what they count, and whether the windows in them hold it.</summary>
    private async Task<(long Parts, bool AllCounted)> CheckAsync(WeatherOptions options, long begin, CancellationToken cancel)
    {
        await using var consumer = new Consumer(new ConsumerOptions { BootstrapServers = options.BootstrapServers, AutoOffsetReset = OffsetReset.Earliest, EnableAutoCommit = false });
        consumer.Assign([new TopicPartition(options.StepsTopic, 0)], StartPosition.Earliest);
        var history = new StepHistory();
        long parts = 0, inWindows = 0, lastClosed = 0;
        while (!consumer.IsCaughtUp)
        {
            if (await consumer.PollAsync(TimeSpan.FromMilliseconds(200), cancel).ConfigureAwait(false) is not { } batch) continue;
            foreach (Record record in batch)
            {
                if (!StepCodec.TryRead(record.Value.ToArray(), out Step? step, out _) || history.Take(record.Offset, step!) == ChainPlace.None || step!.PartCount == 0) continue;
                parts += step.PartCount;
                foreach (WindowPart part in WindowPartForm.Read(step.Parts.Span, step.PartCount))
                {
                    if (part.Quantity != Quantity.Co2) continue;
                    inWindows += part.Aggregate.Count;
                    lastClosed = Math.Max(lastClosed, part.Number);
                }
            }
        }
        // So many readings have each millisecond: what is in the windows that are closed is known.
        bool isWhole = inWindows == (lastClosed == 0 ? 0 : Math.Min(Readings, ((lastClosed + 1) * WindowMs - begin) * PerMillisecond));
        return (parts, history.Last?.Fates is { } fates && fates.InTime == Readings && fates.Total == Readings && isWhole);
    }
}
