namespace Vicinity.Contacts;

/// <summary>Who really met whom while it could infect others, whatever devices know of it. Not thread-safe.</summary>
internal sealed class TrueExposures
{
    private readonly RecentContacts _recent = new();
    private readonly HashSet<int> _infected = [];
    private readonly Dictionary<int, int> _ticks = [];
    private readonly HashSet<int> _exposed = [];

    /// <summary>How many people the last one asked for has exposed.</summary>
    public int Count => _exposed.Count;

    /// <summary>Takes down the tick that has been last.</summary>
    public void Take(Crowd crowd, SimulationParameters parameters)
    {
        // Who was infected at the tick itself infects others from the next one on.
        _infected.Clear();
        foreach (Infection infection in crowd.Infections) _infected.Add(infection.Person);
        double farthest = parameters.ExposureDistance == 0 ? double.MaxValue : parameters.ExposureDistance * parameters.ExposureDistance;
        foreach (ref readonly Contact contact in crowd.Contacts)
        {
            if (contact.SquaredDistance > farthest) continue;
            if (IsInfectious(crowd, contact.One)) _recent.Add(contact, crowd.Tick, crowd.Tick - parameters.TracingTicks + 1);
            if (IsInfectious(crowd, contact.Other)) _recent.Add(new Contact(contact.Other, contact.One, contact.SquaredDistance), crowd.Tick, crowd.Tick - parameters.TracingTicks + 1);
        }
    }

    /// <summary>Finds those whom a person has exposed within the traced time and who live.</summary>
    /// <returns>How many they are.</returns>
    public int Of(int source, Crowd crowd, SimulationParameters parameters)
    {
        _ticks.Clear();
        _exposed.Clear();
        RecentContacts.PersonContacts contacts = _recent.Of(source, crowd.Tick - parameters.TracingTicks + 1);
        while (contacts.MoveNext())
        {
            if (!contacts.IsOne || !crowd.People[contacts.Current.With].Alive) continue;
            int ticks = _ticks[contacts.Current.With] = _ticks.GetValueOrDefault(contacts.Current.With) + 1;
            if (ticks == parameters.ExposureTicks) _exposed.Add(contacts.Current.With);
        }
        return _exposed.Count;
    }

    /// <summary>Whether somebody is among them.</summary>
    public bool Includes(int person) => _exposed.Contains(person);

    private bool IsInfectious(Crowd crowd, int person) => crowd.People[person].Health == Health.Infected && !_infected.Contains(person);
}
