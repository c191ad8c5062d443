using System.Runtime.InteropServices;

namespace Vicinity.Contacts;

/// <summary>
/// What is done about an infection, tick by tick: who has the app and symptoms asks for a test; so many tests are made a day; who is positive isolates, and so do,
/// after some time, those of its contacts who have the app and comply. Pure: all that is drawn depends on the run's seed, the person and the tick.
/// 24 bytes a person, and what <see cref="RecentContacts"/> keeps. Not thread-safe.
/// </summary>
internal sealed class Intervention
{
    private struct Person
    {
        public int From;
        public int Until;
        public int NotifiedUntil;
        public bool HasApp;
        public bool Asked;
        public bool Positive;
    }

    private readonly TestQueue _tests = new();
    private readonly RecentContacts _recent = new();
    private readonly List<Notification> _notifications = [];
    private readonly List<int> _positives = [];
    private readonly Dictionary<int, (int Day, int Ticks, int Most)> _exposures = [];
    private readonly List<int> _exposed = [];
    private Person[] _people = [];
    private int _count;
    private int _tested, _positive, _notified, _withApp;
    private double _appShare = -1;

    /// <summary>How it stands after the tick that has been last.</summary>
    public InterventionCounts Counts { get; private set; }

    /// <summary>Who was told of what at the last tick.</summary>
    public ReadOnlySpan<Notification> Notifications => CollectionsMarshal.AsSpan(_notifications);

    /// <summary>Whose positive result came at the last tick.</summary>
    public ReadOnlySpan<int> Positives => CollectionsMarshal.AsSpan(_positives);

    /// <summary>Whether a person isolates at a tick.</summary>
    public bool IsIsolated(int person, int tick) => person < _count && tick >= _people[person].From && tick < _people[person].Until;

    /// <summary>Makes room for new people, and asks anew who has the app where its share is another one.</summary>
    public void Admit(int count, Rules rules)
    {
        if (_people.Length < count) Array.Resize(ref _people, count + (count / 8));
        int from = _count;
        if (rules.Parameters.AppShare != _appShare) (from, _withApp, _appShare) = (0, 0, rules.Parameters.AppShare);
        for (int i = from; i < count; i++)
        {
            _people[i].HasApp = rules.Draws.Unit(DrawPurpose.App, i, 0) < _appShare;
            if (_people[i].HasApp) _withApp++;
        }
        _count = count;
    }

    /// <summary>Does what is to be done at the end of a tick.</summary>
    public void After(int tick, ReadOnlySpan<PersonState> people, ReadOnlySpan<Contact> contacts, Rules rules)
    {
        SimulationParameters parameters = rules.Parameters;
        _notifications.Clear();
        _positives.Clear();
        if (parameters.Tracing != TracingMode.None) Keep(tick, contacts, parameters);
        Ask(people);
        Test(tick, people, parameters);
        while (_tests.TryResult(tick, out int person, out bool positive))
        {
            if (!positive || !people[person].Alive) continue;
            _positive++;
            _positives.Add(person);
            _people[person].Positive = people[person].Health == Health.Infected;
            if (Complies(rules, person, tick, person)) Isolate(ref _people[person], tick, 0, parameters);
        }
        foreach (int person in _positives) Notify(person, tick, people, rules);
        int isolated = 0;
        for (int i = 0; i < _count; i++)
        {
            if (people[i].Alive && IsIsolated(i, tick)) isolated++;
        }
        Counts = new InterventionCounts(tick, _withApp, _tests.Waiting, _tested, _positive, _notified, isolated);
    }

    /// <summary>First tick of which contacts count when a result comes at a tick: where keys are published, they are those of whole days.</summary>
    internal static int Since(int tick, SimulationParameters parameters)
    {
        int since = Math.Max(0, tick - parameters.TracingTicks + 1);
        return parameters.Tracing == TracingMode.Private ? since - (since % parameters.TicksPerDay) : since;
    }

    private void Keep(int tick, ReadOnlySpan<Contact> contacts, SimulationParameters parameters)
    {
        int oldest = Since(tick, parameters);
        double farthest = parameters.ExposureDistance == 0 ? double.MaxValue : parameters.ExposureDistance * parameters.ExposureDistance;
        foreach (ref readonly Contact contact in contacts)
        {
            if (contact.SquaredDistance <= farthest && _people[contact.One].HasApp && _people[contact.Other].HasApp) _recent.Add(contact, tick, oldest);
        }
    }

    /// <summary>Who has symptoms wants a test, once for each infection.</summary>
    private void Ask(ReadOnlySpan<PersonState> people)
    {
        for (int i = 0; i < _count; i++)
        {
            ref Person person = ref _people[i];
            if (people[i].Health != Health.Infected)
            {
                person.Asked = person.Positive = false;
                continue;
            }
            if (person.Asked || person.Positive || !person.HasApp || people[i].Unnoticed) continue;
            person.Asked = _tests.Want(i, symptoms: true);
        }
    }

    private void Test(int tick, ReadOnlySpan<PersonState> people, SimulationParameters parameters)
    {
        while (_tests.TryTake(tick / parameters.TicksPerDay, parameters.TestsPerDay, out int person))
        {
            // Who has died meanwhile, or is known to be positive, needs no test.
            if (!people[person].Alive || _people[person].Positive) continue;
            _tested++;
            _tests.Tested(person, people[person].Health == Health.Infected, (int)Math.Min(int.MaxValue, (long)tick + parameters.TestDelay));
        }
    }

    /// <summary>Tells those who have met somebody positive for long enough, in the order of their numbers.</summary>
    private void Notify(int source, int tick, ReadOnlySpan<PersonState> people, Rules rules)
    {
        SimulationParameters parameters = rules.Parameters;
        if (parameters.Tracing == TracingMode.None || !_people[source].HasApp) return;
        if (parameters.Tracing == TracingMode.Private && rules.Draws.Unit(DrawPurpose.Publication, source, tick) >= parameters.PublishShare) return;
        _exposures.Clear();
        _exposed.Clear();
        foreach ((int with, int when, _) in _recent.Of(source, Since(tick, parameters)))
        {
            if (!Heard(with, source, when, rules)) continue;
            ref (int Day, int Ticks, int Most) exposure = ref CollectionsMarshal.GetValueRefOrAddDefault(_exposures, with, out bool known);
            if (!known) _exposed.Add(with);
            // Published keys do not say whose they are, so a device cannot add up what it has heard under those of two days.
            int day = parameters.Tracing == TracingMode.Private ? when / parameters.TicksPerDay : 0;
            int ticks = known && exposure.Day == day ? exposure.Ticks + 1 : 1;
            exposure = (day, ticks, Math.Max(exposure.Most, ticks));
        }
        _exposed.Sort();
        foreach (int with in _exposed)
        {
            int ticks = _exposures[with].Most;
            if (ticks >= parameters.ExposureTicks && people[with].Alive) Tell(with, source, tick, ticks, rules);
        }
    }

    private void Tell(int with, int source, int tick, int ticks, Rules rules)
    {
        SimulationParameters parameters = rules.Parameters;
        ref Person person = ref _people[with];
        _notifications.Add(new Notification(with, source, tick, ticks));
        if (tick >= person.NotifiedUntil)
        {
            _notified++;
            person.NotifiedUntil = tick + parameters.TracingTicks;
        }
        if (Complies(rules, with, tick, source)) Isolate(ref person, tick, parameters.IsolationDelay, parameters);
        if (parameters.TestNotified && !person.Positive) _tests.Want(with, symptoms: false);
    }

    /// <summary>Whether a contact was noted: by the device of the one who is to be told, or where reports are collected by either device.</summary>
    private static bool Heard(int with, int source, int tick, Rules rules)
    {
        SimulationParameters parameters = rules.Parameters;
        if (parameters.BroadcastLoss <= 0) return true;
        return rules.Draws.Unit(DrawPurpose.Broadcast, with, tick, source) >= parameters.BroadcastLoss
            || (parameters.Tracing == TracingMode.Central && rules.Draws.Unit(DrawPurpose.Broadcast, source, tick, with) >= parameters.BroadcastLoss);
    }

    private static bool Complies(Rules rules, int person, int tick, int source) =>
        rules.Draws.Unit(DrawPurpose.Compliance, person, tick, source) < rules.Parameters.IsolationCompliance;

    /// <summary>An isolation that goes on, or is to begin, is lengthened and never shortened.</summary>
    private static void Isolate(ref Person person, int tick, int delay, SimulationParameters parameters)
    {
        long from = tick + 1L + delay, until = from + parameters.IsolationTicks;
        if (tick + 1 >= person.Until) person.From = (int)Math.Min(int.MaxValue, from);
        else person.From = (int)Math.Min(person.From, from);
        person.Until = (int)Math.Min(int.MaxValue, Math.Max(person.Until, until));
    }
}
