using Vicinity.Model;

namespace Vicinity.ClusterWatch;

/// <summary>An entry of the timeline to which news may still be added.</summary>
internal sealed class EntryUnderWay(long id, ClusterEvent first)
{
    private const int MostParts = 40;
    private const int MostShown = 20;
    private TimelineEntry? _shown;
    private int _uncounted;

    public long Id => id;

    public ClusterEventKind Kind => Subject.Kind;

    /// <summary>What the entry is about: the node lost; for a group, its first part.</summary>
    public ClusterEvent Subject { get; private set; } = first;

    /// <summary>What belongs to it beside the subject, by time; of very many, the first.</summary>
    public List<ClusterEvent> Parts { get; } = [];

    /// <summary>Time of the last part.</summary>
    public DateTimeOffset Last { get; private set; } = first.Time;

    public long Change { get; private set; }

    public long? Lost { get; private set; }

    /// <summary>A group whose parts all moved to the entry of their cause.</summary>
    public bool IsGone => Kind == ClusterEventKind.LeaderElected && Parts.Count == 0;

    /// <summary>Notes that it changed.</summary>
    public void Touch(long change)
    {
        Change = change;
        _shown = null;
    }

    public void Replace(ClusterEvent subject) => Subject = subject;

    public void Add(ClusterEvent part)
    {
        if (part.Time > Last) Last = part.Time;
        if (Parts.Count < MostParts || part.Kind == ClusterEventKind.LeaderElected && Parts.Count < Timeline.MostElections) Parts.Add(part);
        else _uncounted++;
    }

    public void AddLost(long records) => Lost = (Lost ?? 0) + records;

    public TimelineEntry Show() => _shown ??= new TimelineEntry
    {
        Id = id,
        Change = Change,
        Time = Subject.Time.ToUnixTimeMilliseconds(),
        Kind = Kind,
        Severity = Lost > 0 ? Severity.Bad : SeverityOf(Kind),
        IsGone = IsGone,
        Text = EntryText.Of(Subject, Parts, _uncounted, Lost),
        Node = Subject.NodeId,
        Elections = Elected.DistinctBy(e => (e.Topic, e.Partition)).Count(),
        SlowestMs = Elected.Max(e => (long?)e.Duration?.TotalMilliseconds),
        Lost = Lost,
        Parts = [.. Parts.Take(MostShown).Select(p => p.Text)],
    };

    private IEnumerable<ClusterEvent> Elected => Parts.Where(p => p.Kind == ClusterEventKind.LeaderElected);

    private static Severity SeverityOf(ClusterEventKind kind) => kind switch
    {
        ClusterEventKind.NodeLost or ClusterEventKind.ControllerLost or ClusterEventKind.LeaderResigned or ClusterEventKind.LogTruncated => Severity.Warning,
        ClusterEventKind.WriteRefused or ClusterEventKind.DiskFailed => Severity.Bad,
        ClusterEventKind.NodeBack or ClusterEventKind.NodeJoined or ClusterEventKind.NodeStarted => Severity.Good,
        _ => Severity.Info,
    };
}
