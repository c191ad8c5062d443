using System.Runtime.InteropServices;

namespace Vicinity.Contacts.Postgres;

/// <summary>
/// What a batch of reports changes in the database, found out from the reports and from what is stored of their people: the rules of <see cref="SimulationView"/>, so both tell the
/// same. Pure. Not thread-safe.
/// </summary>
/// <param name="states">What is stored of the people who report, and of those whose health decides about a source; it is brought up to date.</param>
/// <param name="erased">People of whom nothing is stored.</param>
/// <param name="oldest">Time in Unix milliseconds before which nothing is stored.</param>
internal sealed class BatchContent(Dictionary<PersonKey, StoredState> states, IReadOnlySet<Guid> erased, long oldest)
{
    private readonly Dictionary<PersonKey, PersonMessage> _latest = [];
    private readonly Dictionary<ContactKey, List<ContactInterval>> _contacts = [];
    private readonly List<StoredInfection> _infections = [];

    /// <summary>The latest report of each person who has a newer one than is stored.</summary>
    public IReadOnlyDictionary<PersonKey, PersonMessage> Latest => _latest;

    /// <summary>Infections that began.</summary>
    public IReadOnlyList<StoredInfection> Infections => _infections;

    /// <summary>Reports and contacts that were left out because they are older than what is kept.</summary>
    public long TooOld { get; private set; }

    /// <summary>Reports and contacts that were left out because the person was erased.</summary>
    public long OfErased { get; private set; }

    /// <summary>Contacts, by who heard whom: what touches is one.</summary>
    public IReadOnlyDictionary<ContactKey, List<ContactInterval>> Contacts()
    {
        foreach (List<ContactInterval> intervals in _contacts.Values) ContactInterval.Merge(intervals);
        return _contacts;
    }

    /// <summary>The people whose stored health decides who infected somebody: those heard by people who say that they are infected, and of whom the contact does not tell it.</summary>
    public static IEnumerable<PersonKey> Suspects(IEnumerable<NumberedReport> reports) =>
        from numbered in reports
        where numbered.Report is { InfectedBy: null, Condition: Health.Exposed or Health.Infected }
        from heard in numbered.Report.Contacts
        where heard.Infected is null
        select new PersonKey(numbered.Simulation, heard.Person);

    /// <summary>Takes a report in; those of one person come in the order of the log.</summary>
    public void Take(in NumberedReport numbered)
    {
        PersonMessage report = numbered.Report;
        if (erased.Contains(report.Person))
        {
            OfErased++;
            return;
        }
        if (report.Time < oldest) TooOld++;
        else Change(numbered.Simulation, report);
        foreach (Heard heard in report.Contacts) Meet(numbered.Simulation, report, heard);
    }

    /// <summary>Takes a contact in that a crowd tells of.</summary>
    public void Take(int simulation, in CrowdContact contact)
    {
        if (erased.Contains(contact.Person) || erased.Contains(contact.Other)) OfErased++;
        else if (contact.Interval.Ended < oldest) TooOld++;
        else Add(new ContactKey(simulation, contact.Person, contact.Other), contact.Interval);
    }

    private void Change(int simulation, PersonMessage report)
    {
        var key = new PersonKey(simulation, report.Person);
        bool isKnown = states.TryGetValue(key, out StoredState before);
        if (isKnown && (!before.IsBefore(report) || before.Health == Health.Dead)) return;
        Health health = report.Condition;
        if (health is Health.Exposed or Health.Infected && (!isKnown || before.Health is Health.Susceptible or Health.Immune)) Infect(key, report, isKnown);
        states[key] = new StoredState(report.Time, report.Tick, health);
        _latest[key] = report;
    }

    private void Infect(PersonKey key, PersonMessage report, bool isKnown)
    {
        (Guid? source, double? distance) = (report.InfectedBy, null);
        if (source is null && isKnown && LikelySource.Of(report.Contacts, p => states.TryGetValue(new PersonKey(key.Simulation, p), out StoredState known) && known.Health == Health.Infected) is { } likely)
            (source, distance) = (likely.Person, likely.Distance);
        if (source is { } person && erased.Contains(person)) (source, distance) = (null, null);
        _infections.Add(new StoredInfection(key, report.Time, report.Tick, source, distance, source is not null && report.InfectedBy is not null));
    }

    private void Meet(int simulation, PersonMessage report, in Heard heard)
    {
        if (heard.Person == report.Person) return;
        if (erased.Contains(heard.Person))
        {
            OfErased++;
            return;
        }
        if (heard.Time < oldest)
        {
            TooOld++;
            return;
        }
        long tick = report.Tick ?? heard.Time / 1000;
        var contact = new ContactInterval(heard.Time, heard.Time, tick, tick, heard.Distance);
        Add(new ContactKey(simulation, report.Person, heard.Person), contact);
    }

    private void Add(in ContactKey key, in ContactInterval contact)
    {
        ref List<ContactInterval>? intervals = ref CollectionsMarshal.GetValueRefOrAddDefault(_contacts, key, out _);
        intervals ??= new List<ContactInterval>(1);
        if (intervals.Count > 0 && intervals[^1].Touches(contact)) intervals[^1] = intervals[^1].With(contact);
        else intervals.Add(contact);
    }
}
