using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Vicinity.Contacts;

/// <summary>
/// The reports of a crowd: what each person would say after a tick, were it a device, as messages or as the JSON of <see cref="MessageJson"/>. Ids are those of <see cref="PersonIds"/>.
/// Writing JSON allocates nothing in a tick once the tables have grown. Not thread-safe.
/// </summary>
/// <param name="simulation">Name of the simulation.</param>
/// <param name="crowd">The crowd.</param>
public sealed class CrowdReports(string simulation, Crowd crowd) : ICrowdWriter
{
    // A person who hears more says the rest in further messages, so that each stays within the bounds of a report.
    private const int MostHeard = 1_000;

    private const int NoSource = -1;
    private const int IdLength = 36;

    // Squares of distances are whole numbers; the text of small ones is kept.
    private const int KnownDistances = 1024;

    // Longer than all that a message holds beside its contacts and the simulation's name, and than a contact.
    private const int MessageRoom = 512, ContactRoom = 160;

    private readonly byte[] _simulation = JsonEncodedText.Encode(simulation).EncodedUtf8Bytes.ToArray();
    private readonly byte[]?[] _distances = new byte[]?[KnownDistances];
    private readonly byte[] _timestamp = new byte[24];
    private Guid[] _ids = [];
    private int _idCount;
    private bool[] _ended = [];
    private int[] _sources = [];
    private int[] _end = [];
    private (int Other, int SquaredDistance)[] _heard = [];
    private long _time;
    private int _person, _begin;

    /// <summary>The id of a person.</summary>
    public Guid IdOf(int person)
    {
        if (person >= _ids.Length) Array.Resize(ref _ids, Math.Max(person + 1, Math.Max(64, crowd.People.Length)));
        while (_idCount <= person) _ids[_idCount] = PersonIds.Of(simulation, _idCount++);
        return _ids[person];
    }

    /// <summary>The reports after the tick that has been last: one of each person who lives, and the last one of those who died in it.</summary>
    /// <param name="time">When the tick was, in Unix milliseconds.</param>
    public IEnumerable<PersonMessage> After(long time)
    {
        Look(time);
        for (; TryGoOn(); _person++)
        {
            PersonState person = crowd.People[_person];
            yield return new PersonMessage
            {
                Person = IdOf(_person),
                X = person.At.X,
                Y = person.At.Y,
                Infected = person.Health == Health.Infected || person.DiedInfected,
                Alive = person.Alive,
                Time = time,
                Health = person.Health,
                Simulation = simulation,
                Tick = crowd.Tick,
                InfectedBy = _sources[_person] >= 0 ? IdOf(_sources[_person]) : null,
                Isolated = crowd.IsIsolated(_person) ? true : null,
                Contacts = HeardBy(_person),
            };
            (_ended[_person], _sources[_person]) = (!person.Alive, NoSource);
        }
    }

    /// <inheritdoc/>
    public void Look(long time)
    {
        int count = crowd.People.Length;
        if (_sources.Length < count)
        {
            int room = Math.Min(Crowd.MaxPeople, count + (count / 8)), known = _sources.Length;
            Array.Resize(ref _sources, room);
            Array.Resize(ref _ended, room);
            _sources.AsSpan(known).Fill(NoSource);
        }
        foreach (Infection infection in crowd.Infections) _sources[infection.Person] = infection.Source;
        Hear(crowd.Contacts, count);
        (_time, _person, _begin) = (time, 0, 0);
        DateTimeOffset.FromUnixTimeMilliseconds(time).UtcDateTime.TryFormat(_timestamp, out _, "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public bool TryWrite(IBufferWriter<byte> output, out int key, out int reports)
    {
        (key, reports) = (0, 0);
        if (!TryGoOn()) return false;
        PersonState person = crowd.People[_person];
        Guid id = IdOf(_person);
        int begin = Math.Max(_begin, _end[_person]), end = Math.Min(_end[_person + 1], begin + MostHeard);
        Span<byte> span = output.GetSpan(IdLength + MessageRoom + _simulation.Length + ((end - begin) * ContactRoom));
        int at = 0;
        Put(span, ref at, id);
        key = at;
        Put(span, ref at, "{\"uuid\":\""u8);
        Put(span, ref at, id);
        Put(span, ref at, "\",\"position\":["u8);
        Put(span, ref at, person.At.X);
        span[at++] = (byte)',';
        Put(span, ref at, person.At.Y);
        Put(span, ref at, person.Health == Health.Infected || person.DiedInfected ? "],\"infected\":true,\"timestamp\":\""u8 : "],\"infected\":false,\"timestamp\":\""u8);
        Put(span, ref at, _timestamp);
        Put(span, ref at, person.Alive ? "\",\"alive\":true,\"health\":\""u8 : "\",\"alive\":false,\"health\":\""u8);
        Put(span, ref at, Name(person.Health));
        Put(span, ref at, "\",\"simulation\":\""u8);
        Put(span, ref at, _simulation);
        Put(span, ref at, "\",\"tick\":"u8);
        Put(span, ref at, crowd.Tick);
        if (_sources[_person] >= 0)
        {
            Put(span, ref at, ",\"infectedBy\":\""u8);
            Put(span, ref at, IdOf(_sources[_person]));
            span[at++] = (byte)'"';
        }
        if (crowd.IsIsolated(_person)) Put(span, ref at, ",\"isolated\":true"u8);
        for (int i = begin; i < end; i++)
        {
            (int other, int squared) = _heard[i];
            Put(span, ref at, i == begin ? ",\"contacts\":[{\"uuid\":\""u8 : ",{\"uuid\":\""u8);
            Put(span, ref at, IdOf(other));
            Put(span, ref at, "\",\"timestamp\":\""u8);
            Put(span, ref at, _timestamp);
            Put(span, ref at, "\",\"distance\":"u8);
            Put(span, ref at, DistanceText(squared));
            Put(span, ref at, crowd.People[other].Health == Health.Infected ? ",\"infected\":true}"u8 : ",\"infected\":false}"u8);
        }
        if (end > begin) span[at++] = (byte)']';
        span[at++] = (byte)'}';
        output.Advance(at);
        _sources[_person] = NoSource;
        _begin = end;
        if (end < _end[_person + 1]) return true;
        reports = 1;
        _ended[_person++] = !person.Alive;
        return true;
    }

    /// <summary>Goes to the next person who has something to say; its number is <see cref="_person"/>.</summary>
    private bool TryGoOn()
    {
        while (_person < crowd.People.Length && _ended[_person]) _person++;
        return _person < crowd.People.Length;
    }

    /// <summary>Sorts the contacts by person, both ways; a counting sort, as in <see cref="ContactTable"/>.</summary>
    private void Hear(ReadOnlySpan<Contact> contacts, int people)
    {
        if (_end.Length < people + 2) _end = new int[(int)Math.Min(Array.MaxLength, people + 2 + (people / 8L))];
        if (_heard.Length < contacts.Length * 2L) _heard = new (int, int)[(int)Math.Min(Array.MaxLength, (contacts.Length * 2L) + (contacts.Length / 4L) + 16)];
        Span<int> end = _end.AsSpan(0, people + 2);
        end.Clear();
        foreach (ref readonly Contact contact in contacts)
        {
            end[contact.One + 2]++;
            end[contact.Other + 2]++;
        }
        for (int i = 2; i < end.Length; i++) end[i] += end[i - 1];
        foreach (ref readonly Contact contact in contacts)
        {
            _heard[end[contact.One + 1]++] = (contact.Other, (int)contact.SquaredDistance);
            _heard[end[contact.Other + 1]++] = (contact.One, (int)contact.SquaredDistance);
        }
    }

    private Heard[] HeardBy(int person)
    {
        var heard = new Heard[_end[person + 1] - _end[person]];
        for (int i = 0; i < heard.Length; i++)
        {
            (int other, int squared) = _heard[_end[person] + i];
            heard[i] = new Heard(IdOf(other), _time, Math.Sqrt(squared), crowd.People[other].Health == Health.Infected);
        }
        return heard.Length == 0 ? [] : heard;
    }

    private byte[] DistanceText(int squared)
    {
        if (squared < KnownDistances && _distances[squared] is { } known) return known;
        byte[] text = Encoding.UTF8.GetBytes(Math.Round(Math.Sqrt(squared), 3).ToString(CultureInfo.InvariantCulture));
        if (squared < KnownDistances) _distances[squared] = text;
        return text;
    }

    private static ReadOnlySpan<byte> Name(Health health) => health switch
    {
        Health.Susceptible => "susceptible"u8,
        Health.Exposed => "exposed"u8,
        Health.Infected => "infected"u8,
        Health.Immune => "immune"u8,
        _ => "dead"u8,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Span<byte> span, ref int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(span[at..]);
        at += text.Length;
    }

    private static void Put(Span<byte> span, ref int at, Guid id)
    {
        id.TryFormat(span[at..], out int length);
        at += length;
    }

    private static void Put(Span<byte> span, ref int at, int number)
    {
        Utf8Formatter.TryFormat(number, span[at..], out int length);
        at += length;
    }
}
