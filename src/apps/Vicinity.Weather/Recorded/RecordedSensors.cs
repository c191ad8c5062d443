using Vicinity.Feeds;

namespace Vicinity.Weather;

/// <summary>A recording, sorted by sensor and kind, to be measured again. Held in memory, so bounded.</summary>
public sealed class RecordedSensors
{
    /// <summary>Most readings of a recording.</summary>
    public const int MostReadings = 2_000_000;

    private RecordedSensors(long first, long last, IReadOnlyList<(string Sensor, ReadingKind Kind, IReadOnlyList<Reading> Readings)> all, TraceReport report) =>
        (First, Last, All, Report) = (first, last, all, report);

    /// <summary>Time of the first reading, in Unix milliseconds.</summary>
    public long First { get; }

    /// <summary>Time of the last reading, in Unix milliseconds.</summary>
    public long Last { get; }

    /// <summary>The sensors: a name of its own for each kind of a recorded sensor, and its readings in the order of time.</summary>
    public IReadOnlyList<(string Sensor, ReadingKind Kind, IReadOnlyList<Reading> Readings)> All { get; }

    /// <summary>What could not be used.</summary>
    public TraceReport Report { get; }

    /// <summary>Reads a recording.</summary>
    /// <param name="recording">The recording; it is read to its end, or to the last wanted reading.</param>
    /// <param name="most">Readings that are wanted, from its beginning; null for all.</param>
    /// <exception cref="TraceFormatException">It has no reading that can be used, or more than <see cref="MostReadings"/>.</exception>
    public static RecordedSensors Read(RecordedReadings recording, int? most = null)
    {
        var sensors = new SortedDictionary<(string Sensor, ReadingKind Kind), List<Reading>>();
        int count = 0;
        for (; (most is null || count < most) && recording.TryRead(out TraceRow<Reading> row); count++)
        {
            if (count == MostReadings) throw new TraceFormatException($"the recording has more than {MostReadings} readings, which are held in memory: say with --readings how many are wanted");
            (string, ReadingKind) key = (row.Value.Sensor, row.Value.Kind);
            if (!sensors.TryGetValue(key, out List<Reading>? readings)) sensors[key] = readings = [];
            readings.Add(row.Value);
        }
        if (count == 0) throw new TraceFormatException($"the recording has no reading that can be used{(recording.Report.Problems is [var problem, ..] ? $": {problem}" : "")}");
        foreach (List<Reading> readings in sensors.Values) readings.Sort(static (a, b) => a.Time != b.Time ? a.Time.CompareTo(b.Time) : a.Number.CompareTo(b.Number));
        return new RecordedSensors(
            sensors.Values.Min(r => r[0].Time),
            sensors.Values.Max(r => r[^1].Time),
            [.. sensors.Select(s => ($"{s.Key.Sensor}-{s.Key.Kind.ToString().ToLowerInvariant()}", s.Key.Kind, (IReadOnlyList<Reading>)s.Value))],
            recording.Report);
    }
}
