namespace Vicinity.Contacts;

/// <summary>The people who were erased: nothing of them is taken from the log any more, also where it tells of others. Bounded. Thread-safe.</summary>
public sealed class ErasedPeople
{
    /// <summary>Most people who may be erased; 40 bytes each in memory.</summary>
    public const int Most = 1_000_000;

    private readonly Lock _gate = new();
    private readonly List<Guid> _inOrder = [];
    private volatile HashSet<Guid>? _people;

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _inOrder.Count;
        }
    }

    /// <summary>Whether somebody was erased.</summary>
    public bool Has(Guid person)
    {
        if (_people is null) return false;
        lock (_gate) return _people.Contains(person);
    }

    /// <summary>Those that came to be known after the first so many.</summary>
    public IReadOnlyList<Guid> After(int count)
    {
        lock (_gate) return _inOrder[count..];
    }

    /// <summary>Takes somebody down.</summary>
    /// <returns>Whether it is news. Of more than may be erased, none is.</returns>
    public bool Add(Guid person)
    {
        lock (_gate)
        {
            if (_inOrder.Count >= Most) return false;
            _people ??= [];
            if (!_people.Add(person)) return false;
            _inOrder.Add(person);
            return true;
        }
    }

    /// <summary>What is left of a report when erased people are taken out; null where nothing is.</summary>
    public PersonMessage? Without(PersonMessage report)
    {
        if (_people is null) return report;
        lock (_gate)
        {
            if (_people.Contains(report.Person)) return null;
            bool source = report.InfectedBy is { } by && _people.Contains(by), heard = false;
            foreach (Heard contact in report.Contacts) heard |= _people.Contains(contact.Person);
            if (source) report = report with { InfectedBy = null };
            return heard ? report with { Contacts = [.. report.Contacts.Where(c => !_people.Contains(c.Person))] } : report;
        }
    }
}
