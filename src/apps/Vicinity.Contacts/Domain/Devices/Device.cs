using System.Buffers.Binary;

namespace Vicinity.Contacts;

/// <summary>
/// The device of one person, tick by tick, by the same rules as a <see cref="Crowd"/>: what it says to those around it, what it makes of what they say, and
/// what it reports. Contacts stay with it until they have been put into a report: while nothing can be reported they add up within
/// <see cref="DeviceLimits.Kept"/>, and movements do not. Pure: times are arguments, randomness comes from the rules. Not thread-safe.
/// </summary>
public sealed class Device
{
    private readonly Rules _rules;
    private readonly DeviceLimits _limits;
    private readonly int _number;
    private readonly Dictionary<Guid, Heard> _heard = [];
    private readonly LinkedList<Heard[]> _kept = [];
    private PersonState _state;
    private int _tick;
    private Guid? _infectedBy;
    private Threat? _threat;

    private readonly record struct Threat(Place At, double SquaredDistance, Guid Who);

    /// <summary>A person who comes to the field, at a drawn place unless one is given.</summary>
    /// <param name="id">Who.</param>
    /// <param name="rules">The rules, and the seed of the person's choices.</param>
    /// <param name="limits">How much the device holds.</param>
    /// <param name="infected">Whether the person is infected.</param>
    /// <param name="at">Where the person begins.</param>
    /// <param name="simulation">Name of the simulation; null for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The place is not on the field.</exception>
    public Device(Guid id, Rules rules, DeviceLimits limits, bool infected = false, Place? at = null, string? simulation = null)
    {
        (Id, _rules, _limits, Simulation, _number) = (id, rules, limits, simulation, NumberOf(id));
        _state = rules.Begin(_number, 0, infected, at);
    }

    /// <summary>Who.</summary>
    public Guid Id { get; }

    /// <summary>Name of the simulation; null for none.</summary>
    public string? Simulation { get; }

    /// <summary>The person.</summary>
    public PersonState State => _state;

    /// <summary>Ticks that have passed.</summary>
    public int Ticks => _tick;

    /// <summary>Contacts that wait to be reported; those of the tick that goes on are not among them.</summary>
    public int Kept { get; private set; }

    /// <summary>All contacts: one for each other person and tick.</summary>
    public long Contacts { get; private set; }

    /// <summary>Contacts that were forgotten because too many had to be kept.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Lets one tick pass: the person moves if it may, its infection and its life go on, and the contacts of the tick before wait to be reported.</summary>
    public void Tick()
    {
        Keep();
        if (!_state.Alive) return;
        _tick = checked(_tick + 1);
        _rules.Tick(ref _state, _number, _tick, _threat?.At);
        _threat = null;
    }

    /// <summary>What the device says to those around it: the original program's five fields, and the simulation where it has a name.</summary>
    /// <param name="time">The time, in Unix milliseconds.</param>
    public PersonMessage Broadcast(long time) =>
        new() { Person = Id, X = _state.At.X, Y = _state.At.Y, Infected = _state.Health == Health.Infected, Alive = _state.Alive, Time = time, Simulation = Simulation };

    /// <summary>Takes in what another one says. Of several messages of one neighbour in a tick the latest within the radius counts.</summary>
    /// <param name="message">The message.</param>
    /// <param name="time">When it is heard, in Unix milliseconds.</param>
    public Hearing Hear(PersonMessage message, long time)
    {
        if (message.Person == Id) return Hearing.Own;
        if (!message.Alive || !_state.Alive) return Hearing.NotAlive;
        // A program that names no simulation, such as the original one, is in each.
        if (message.Simulation is { } named && Simulation is { } own && named != own) return Hearing.OtherSimulation;
        double x = message.X - _state.At.X, y = message.Y - _state.At.Y, squared = (x * x) + (y * y);
        if (message.Infected) See(message, squared);
        double radius = _rules.Parameters.InfectionRadius;
        if (squared > radius * radius) return Hearing.OutOfRange;
        if (!_heard.ContainsKey(message.Person))
        {
            if (_heard.Count >= _limits.Neighbours) return Hearing.TooManyNeighbours;
            Contacts++;
        }
        _heard[message.Person] = new Heard(message.Person, time, Math.Sqrt(squared), message.Infected);
        if (message.Infected && _state.Health == Health.Susceptible && _rules.Infects(_number, NumberOf(message.Person), _tick, squared) && _rules.Infect(ref _state, _number, _tick))
            _infectedBy = message.Person;
        return Hearing.Contact;
    }

    /// <summary>
    /// The next report: where the person is and how it stands, and the contacts that wait, the oldest first and <see cref="DeviceLimits.PerReport"/> at most. They
    /// belong to the report from now on.
    /// </summary>
    /// <param name="time">The time, in Unix milliseconds.</param>
    public PersonMessage Report(long time)
    {
        var contacts = new List<Heard>();
        while (_kept.First is { } oldest && contacts.Count < _limits.PerReport)
        {
            int fit = Math.Min(oldest.Value.Length, _limits.PerReport - contacts.Count);
            contacts.AddRange(oldest.Value.AsSpan(0, fit));
            if (fit == oldest.Value.Length) _kept.RemoveFirst();
            else oldest.Value = oldest.Value[fit..];
        }
        Kept -= contacts.Count;
        Guid? source = _infectedBy;
        _infectedBy = null;
        return Broadcast(time) with
        {
            Infected = _state.Health == Health.Infected || _state.DiedInfected,
            Health = _state.Health,
            InfectedBy = source,
            Contacts = contacts,
        };
    }

    /// <summary>A report was not stored: its contacts wait again, before the later ones.</summary>
    public void Restore(PersonMessage report)
    {
        _infectedBy ??= report.InfectedBy;
        if (report.Contacts.Count == 0) return;
        _kept.AddFirst([.. report.Contacts]);
        Kept += report.Contacts.Count;
        Forget();
    }

    /// <summary>The person leaves: its next report is its last one.</summary>
    public void End()
    {
        Keep();
        if (!_state.Alive) return;
        _state.DiedInfected = _state.Health == Health.Infected;
        (_state.Health, _state.Left) = (Health.Dead, 0);
    }

    private void Keep()
    {
        if (_heard.Count == 0) return;
        _kept.AddLast([.. _heard.Values]);
        Kept += _heard.Count;
        _heard.Clear();
        Forget();
    }

    private void Forget()
    {
        while (Kept > _limits.Kept)
        {
            LinkedListNode<Heard[]> oldest = _kept.First!;
            int gone = Math.Min(oldest.Value.Length, Kept - _limits.Kept);
            if (gone == oldest.Value.Length) _kept.RemoveFirst();
            else oldest.Value = oldest.Value[gone..];
            Kept -= gone;
            Forgotten += gone;
        }
    }

    /// <summary>Notes the nearest infected one to keep away from; of equally near ones the lowest id, so that the order of messages changes nothing.</summary>
    private void See(PersonMessage message, double squared)
    {
        double radius = _rules.Parameters.AvoidanceRadius;
        if (radius <= 0 || squared > radius * radius) return;
        if (_threat is { } known && (known.SquaredDistance < squared || (known.SquaredDistance == squared && known.Who.CompareTo(message.Person) < 0))) return;
        _threat = new Threat(new Place((int)Math.Round(message.X), (int)Math.Round(message.Y)), squared, message.Person);
    }

    /// <summary>A number for the rules' random numbers; a device has no place in a list of people.</summary>
    private static int NumberOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        ulong mixed = (BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ (BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]) * 0x9E3779B97F4A7C15)) * 0xBF58476D1CE4E5B9;
        return (int)(mixed >> 33);
    }
}
