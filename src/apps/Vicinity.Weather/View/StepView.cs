namespace Vicinity.Weather;

/// <summary>How far the readings are worked on, and what became of them: by the steps that count. Bounded by the partitions. Thread-safe.</summary>
public sealed class StepView
{
    private const double RateWeight = 0.3;
    private const long RateOverMs = 1_000;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, Entry> _partitions = [];

    private sealed class Entry
    {
        public readonly Chain Chain = new();
        public Step? Step;
        public long Time, Steps, Ignored, Takeovers, RateCount, RateTime;
        public double PerSecond;
        public bool HasRate;
    }

    /// <summary>The partitions, by number.</summary>
    public IReadOnlyList<PartitionState> Partitions
    {
        get
        {
            lock (_gate)
                return [.. _partitions.Where(p => p.Value.Step is not null).Select(p => StateOf(p.Key, p.Value))];
        }
    }

    /// <summary>The moment up to which the windows of all partitions are closed, in Unix milliseconds; null while one of them has read nothing yet.</summary>
    public long? Watermark
    {
        get
        {
            lock (_gate)
            {
                if (_partitions.Count == 0) return null;
                long least = _partitions.Values.Min(p => p.Step?.Watermark ?? Step.None);
                return least == Step.None ? null : least;
            }
        }
    }

    /// <summary>What became of the readings of all partitions, and how many readings and records break a rule.</summary>
    public (FateCounts Fates, long Rejected) Fates
    {
        get
        {
            lock (_gate)
            {
                FateCounts fates = default;
                long rejected = 0;
                foreach (Entry entry in _partitions.Values)
                    if (entry.Step is { } step) (fates, rejected) = (fates + step.Fates, rejected + step.Rejected);
                return (fates, rejected);
            }
        }
    }

    /// <summary>Takes a step.</summary>
    /// <param name="partition">Partition that it was read from.</param>
    /// <param name="step">The step.</param>
    /// <param name="received">When it came into the log, in Unix milliseconds.</param>
    /// <returns>False when it does not count.</returns>
    public bool Take(int partition, Step step, long received)
    {
        lock (_gate)
        {
            if (!_partitions.TryGetValue(partition, out Entry? entry)) _partitions.Add(partition, entry = new Entry { RateCount = step.Fates.Total, RateTime = received });
            Guid? before = entry.Chain.Last?.Writer;
            if (entry.Chain.Take(step.Link) == ChainPlace.None)
            {
                entry.Ignored++;
                return false;
            }
            if (before is { } writer && writer != step.Link.Writer) entry.Takeovers++;
            if (received - entry.RateTime is var passed and >= RateOverMs)
            {
                double rate = Math.Max(0, (step.Fates.Total - entry.RateCount) * 1_000.0 / passed);
                entry.PerSecond += (entry.HasRate ? RateWeight : 1) * (rate - entry.PerSecond);
                (entry.HasRate, entry.RateCount, entry.RateTime) = (true, step.Fates.Total, received);
            }
            // Parts and pieces are views into what was read, and are not kept.
            (entry.Step, entry.Time) = (step with { Parts = default, PieceBytes = default }, received);
            entry.Steps++;
            return true;
        }
    }

    private static PartitionState StateOf(int partition, Entry entry) => new(
        partition, entry.Step!.To, entry.Step.Watermark == Step.None ? null : entry.Step.Watermark, entry.Step.Fates, entry.Step.Rejected, entry.Step.Link.Writer, entry.Takeovers, Math.Round(entry.PerSecond, 2), entry.Time, entry.Steps, entry.Ignored);
}
