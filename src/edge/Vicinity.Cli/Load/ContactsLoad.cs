using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Vicinity.Contacts;

namespace Vicinity.Cli;

/// <summary>Measures the contacts application.</summary>
internal sealed class ContactsLoad
{
    private const double Radius = 2;
    private const int Depth = 6;
    private const int Infectious = 16;

    private static readonly double[] s_densities = [0.002, 0.1];
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>People of the largest crowd.</summary>
    public required int People { get; init; }

    /// <summary>People whose reports go to the log.</summary>
    public required int Reporters { get; init; }

    /// <summary>Intervals among which is traced.</summary>
    public required long Intervals { get; init; }

    /// <summary>Repetitions of each measurement, of which the median counts.</summary>
    public required int Repetitions { get; init; }

    /// <summary>C source of a program to compare with.</summary>
    public string? PeerSource { get; init; }

    /// <summary>Is told what is measured now.</summary>
    public Action<string>? Progress { get; init; }

    /// <summary>Measures all.</summary>
    public async Task<ContactsFigures> MeasureAsync(CancellationToken cancel)
    {
        int[] sizes = [.. new[] { People / 100, People / 10, People }.Where(n => n >= 100)];
        using var peers = new PairPeers(PeerSource);
        var pairs = new List<ContactsFigures.PairsFigure>();
        var steps = new List<ContactsFigures.StepFigure>();
        foreach (double density in s_densities)
        {
            foreach (int size in sizes)
            {
                cancel.ThrowIfCancellationRequested();
                Progress?.Invoke($"pairs and steps of {size:N0}, {density} a unit²");
                pairs.Add(Pairs(size, density, peers));
                steps.Add(Steps(size, density));
            }
        }
        Progress?.Invoke("traces");
        ContactsFigures.TraceFigure[] traces = [.. new[] { Intervals / 10, Intervals / 100 }.Select(people => Traces((int)Math.Clamp(people, 1_000, 1_000_000), cancel))];
        var reports = new List<ContactsFigures.ReportsFigure>();
        await using (LocalNodes nodes = await LocalNodes.StartAsync(1, null, null, cancel).ConfigureAwait(false))
        {
            // The first time also compiles, here and in the node.
            foreach (ReportForm form in Enum.GetValues<ReportForm>()) await ReportsAsync(nodes, form, s_densities[0], Math.Min(Reporters, 20_000), 3, cancel).ConfigureAwait(false);
            foreach (double density in s_densities)
            {
                foreach (ReportForm form in Enum.GetValues<ReportForm>())
                {
                    Progress?.Invoke($"reports as {form}, {density} a unit²");
                    reports.Add(await ReportsAsync(nodes, form, density, Reporters, Math.Max(3, form == ReportForm.Json ? Repetitions : Repetitions * 5), cancel).ConfigureAwait(false));
                }
            }
        }
        return new ContactsFigures(pairs, peers.Missing, steps, reports, traces);
    }

    private ContactsFigures.PairsFigure Pairs(int count, double density, PairPeers peers)
    {
        double side = Math.Sqrt(count / density);
        var random = new Random(count);
        double[] points = new double[count * 2];
        for (int i = 0; i < points.Length; i++) points[i] = random.NextDouble() * side;
        var grid = new NeighbourGrid();
        var found = new FoundPairs();
        double ms = Median(Repetitions, () =>
        {
            found.Count = 0;
            var visitor = new Taking(found);
            grid.Pairs(new Points(points), Radius, ref visitor);
        });
        ((long Pairs, double Ms)? scipy, (long Pairs, double Ms)? peer) = peers.Measure(points, Repetitions);
        bool agree = (scipy?.Pairs ?? found.Count) == found.Count && (peer?.Pairs ?? found.Count) == found.Count;
        return new ContactsFigures.PairsFigure(count, density, found.Count, ms, scipy?.Ms, peer?.Ms, agree);
    }

    private ContactsFigures.StepFigure Steps(int count, double density)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Crowd crowd = NewCrowd(count, density);
        for (int i = 0; i < 3; i++) crowd.Step();
        long kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        var meetings = new MeetingLog();
        for (int i = 0; i < 3; i++) Step(crowd, meetings);
        long alone = long.MaxValue, all = long.MaxValue;
        double ms = Median(Math.Max(3, Repetitions), () =>
        {
            long begin = GC.GetAllocatedBytesForCurrentThread();
            crowd.Step();
            long stepped = GC.GetAllocatedBytesForCurrentThread();
            Take(crowd, meetings);
            alone = Math.Min(alone, stepped - begin);
            all = Math.Min(all, GC.GetAllocatedBytesForCurrentThread() - begin);
        });
        return new ContactsFigures.StepFigure(count, density, crowd.Contacts.Length, ms, kept / (double)count, alone, all);
    }

    private ContactsFigures.TraceFigure Traces(int people, CancellationToken cancel)
    {
        Crowd crowd = NewCrowd(people, s_densities[^1]);
        var meetings = new MeetingLog();
        while (meetings.Count < Intervals)
        {
            cancel.ThrowIfCancellationRequested();
            Step(crowd, meetings);
        }
        var times = new List<double>();
        var steps = new List<int>();
        var random = new Random(1);
        for (int i = 0; i < Repetitions + 2; i++)
        {
            int person = random.Next(people), tick = crowd.Tick / 2;
            long began = Stopwatch.GetTimestamp();
            Contacts.Trace trace = Tracer.Forward(meetings, person, tick, Depth, Infectious, 100_000);
            double ms = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            // The first ones also compile.
            if (i < 2) continue;
            times.Add(ms);
            steps.Add(trace.Steps.Count);
        }
        times.Sort();
        steps.Sort();
        return new ContactsFigures.TraceFigure(meetings.Count, people, Depth, steps[steps.Count / 2], times[times.Count / 2], times[^1]);
    }

    private static async Task<ContactsFigures.ReportsFigure> ReportsAsync(LocalNodes nodes, ReportForm form, double density, int people, int ticks, CancellationToken cancel)
    {
        var options = new ContactsOptions { BootstrapServers = nodes.BootstrapServers, Topic = $"contacts-{form}-{density}-{people}-{ticks}".ToLowerInvariant(), MostFixes = 20_000_000, Parameters = Parameters(people, density) };
        long reports = 0, began, records, bytes, allocated;
        double processor, seconds;
        bool stored;
        Crowd crowd = NewCrowd(people, density);
        await using (var writer = new ReportWriter(options, NullLogger<ReportWriter>.Instance))
        {
            var reporter = new CrowdReporter("bench", crowd, form, writer);
            // The first tick makes the topic and the tables.
            crowd.Step();
            long first = await reporter.PostAsync(Now(), cancel).ConfigureAwait(false);
            await writer.FlushAsync(cancel).ConfigureAwait(false);
            (records, bytes) = (reporter.Records, reporter.Bytes);
            allocated = GC.GetTotalAllocatedBytes();
            TimeSpan before = Environment.CpuUsage.TotalTime;
            began = Stopwatch.GetTimestamp();
            for (int i = 0; i < ticks; i++)
            {
                crowd.Step();
                reports += await reporter.PostAsync(Now(), cancel).ConfigureAwait(false);
            }
            await writer.FlushAsync(cancel).ConfigureAwait(false);
            seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            processor = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
            allocated = GC.GetTotalAllocatedBytes() - allocated;
            stored = writer.Stored == reporter.Records && writer.Failed == 0;
            (records, bytes) = (reporter.Records - records, reporter.Bytes - bytes);
            reports += first;
        }
        long written = reports - people;
        double? view = await FollowAsync(options, reports, crowd.Tick, cancel).ConfigureAwait(false);
        return new ContactsFigures.ReportsFigure(
            form.ToString(), density, written, written / seconds, written / processor, records, bytes / (double)written, allocated / (double)written, view, stored && view is not null);
    }

    /// <summary>Follows the log into a view until all is in it; reports a second, null where something had not come after two minutes.</summary>
    private static async Task<double?> FollowAsync(ContactsOptions options, long reports, int ticks, CancellationToken cancel)
    {
        var simulations = new SimulationList(options);
        using var runs = new RunFollower(options, new RunList(), simulations, NullLogger<RunFollower>.Instance);
        var erased = new ErasedPeople();
        using var erasures = new ErasedFollower(options, erased, simulations, NullLogger<ErasedFollower>.Instance);
        using var processor = new ContactsProcessor(options, simulations, runs, erased, erasures, NullLogger<ContactsProcessor>.Instance);
        await runs.StartAsync(cancel).ConfigureAwait(false);
        await erasures.StartAsync(cancel).ConfigureAwait(false);
        await runs.WaitUntilReadAsync(TimeSpan.FromSeconds(10), cancel).ConfigureAwait(false);
        await erasures.WaitUntilReadAsync(null, cancel).ConfigureAwait(false);
        long began = Stopwatch.GetTimestamp();
        await processor.StartAsync(cancel).ConfigureAwait(false);
        bool isSeen;
        while (!(isSeen = processor.Health.Live && simulations.TryGet("bench", out SimulationView? view) && view.Counts.Tick == ticks) && Stopwatch.GetElapsedTime(began) < s_patience)
            await Task.Delay(5, cancel).ConfigureAwait(false);
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await processor.StopAsync(cancel).ConfigureAwait(false);
        await erasures.StopAsync(cancel).ConfigureAwait(false);
        await runs.StopAsync(cancel).ConfigureAwait(false);
        return isSeen ? reports / seconds : null;
    }

    private static Crowd NewCrowd(int people, double density)
    {
        var crowd = new Crowd(new Rules(Parameters(people, density), 1));
        for (int i = 0; i < people; i++) crowd.Add(infected: i % 100 == 0);
        return crowd;
    }

    private static SimulationParameters Parameters(int people, double density)
    {
        int side = (int)Math.Round(Math.Sqrt(people / density));
        return new SimulationParameters { FieldWidth = side, FieldHeight = side, InfectionRadius = Radius, Lifetime = 0, InfectionProbability = 0.1 };
    }

    private static void Step(Crowd crowd, MeetingLog meetings)
    {
        crowd.Step();
        Take(crowd, meetings);
    }

    private static void Take(Crowd crowd, MeetingLog meetings)
    {
        foreach (ref readonly Contact contact in crowd.Contacts) meetings.TryAdd(contact.One, contact.Other, crowd.Tick, contact.SquaredDistance);
    }

    private static long Now() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private static double Median(int times, Action measured)
    {
        // The first ones also compile and let tables grow.
        measured();
        double[] ms = new double[times];
        for (int i = 0; i < times; i++)
        {
            long began = Stopwatch.GetTimestamp();
            measured();
            ms[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }
        Array.Sort(ms);
        return ms[times / 2];
    }

    private readonly struct Points(double[] coordinates) : IPointSource
    {
        public int Count => coordinates.Length / 2;

        public bool TryGet(int number, out double x, out double y)
        {
            (x, y) = (coordinates[2 * number], coordinates[(2 * number) + 1]);
            return true;
        }
    }

    private sealed class FoundPairs
    {
        public (int One, int Other)[] Pairs = new (int, int)[1024];
        public int Count;
    }

    /// <summary>Keeps the pairs, as the programs beside it do.</summary>
    private readonly struct Taking(FoundPairs found) : IPairVisitor
    {
        public void Visit(int one, int other, double squaredDistance)
        {
            if (found.Count == found.Pairs.Length) Array.Resize(ref found.Pairs, found.Count * 2);
            found.Pairs[found.Count++] = (one, other);
        }
    }
}
