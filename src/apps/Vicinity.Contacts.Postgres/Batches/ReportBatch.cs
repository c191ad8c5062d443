using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Contacts.Postgres;

/// <summary>Reports that wait to be written, and where their partitions go on when they are. Bounded by <see cref="IsFull"/>, which its user asks. Not thread-safe.</summary>
internal sealed class ReportBatch
{
    private const int MostContacts = 200_000;

    private readonly int _mostReports;
    private readonly RunList _runs;
    private readonly List<CrowdContact> _crowdContacts = [];
    private readonly Dictionary<TopicPartition, long> _next = [];
    private readonly List<PersonMessage> _reports = [];
    private int _contacts;

    /// <param name="mostReports">Reports that are written at once.</param>
    /// <param name="runs">Which reports belong to their simulation.</param>
    public ReportBatch(int mostReports, RunList runs) => (_mostReports, _runs) = (mostReports, runs);

    /// <summary>The reports, those of a partition in its order.</summary>
    public IReadOnlyList<PersonMessage> Reports => _reports;

    /// <summary>Contacts that frames of crowds tell of.</summary>
    public IReadOnlyList<CrowdContact> CrowdContacts => _crowdContacts;

    /// <summary>By partition, the offset behind what is in here.</summary>
    public IReadOnlyDictionary<TopicPartition, long> Next => _next;

    /// <summary>Whether there is nothing to write, not even that records were passed over.</summary>
    public bool IsEmpty => _next.Count == 0;

    /// <summary>Whether somebody's last report is in here.</summary>
    public bool HasDeath { get; private set; }

    /// <summary>Records that could not be read as reports, reports that do not belong to their simulation, and frames of crowds that do not fit those before.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Log's time of the latest record, in Unix milliseconds.</summary>
    public long Written { get; private set; }

    /// <summary>Whether it holds as much as is written at once.</summary>
    public bool IsFull => _reports.Count >= _mostReports || _contacts + _crowdContacts.Count >= MostContacts;

    /// <summary>Takes a record.</summary>
    public void Take(TopicPartition from, in Record record, CrowdReader crowds, TimeProvider time)
    {
        Written = Math.Max(Written, record.Timestamp);
        _next[from] = record.Offset + 1;
        if (!ReportReader.TryRead(record.Value.Span, time, out Report read, out _, out _) || _runs.WhyNot(read) is not null)
        {
            LeftOut++;
            return;
        }
        if (read.Person is not { } report)
        {
            if (!crowds.Take(read.Frame, record.Offset, _reports, _crowdContacts)) LeftOut++;
            return;
        }
        _reports.Add(report.InItsMeasure);
        _contacts += report.Contacts.Count;
        HasDeath |= !report.Alive;
    }

    /// <summary>Notes that everything before an offset is in here.</summary>
    public void Reach(TopicPartition partition, long next) => _next[partition] = Math.Max(next, _next.GetValueOrDefault(partition));

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _next.Clear();
        _reports.Clear();
        _crowdContacts.Clear();
        (_contacts, HasDeath, LeftOut) = (0, false, 0);
    }
}
