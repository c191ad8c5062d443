using System.Text;

namespace Vicinity.Contacts;

/// <summary>
/// A record of a chunk of a crowd at one tick, checked whole: every number is in its bounds and every count is covered by bytes. Holds the bytes that it was
/// read from and is valid as long as they are.
/// </summary>
public readonly struct CrowdFrame
{
    private readonly ReadOnlyMemory<byte> _bytes;

    [ThreadStatic]
    private static string? t_name;

    private CrowdFrame(ReadOnlyMemory<byte> bytes, CompactKind kind, string simulation, int chunk, int tick, long time, int count, int partsLeft, int body) =>
        (_bytes, Kind, Simulation, Chunk, Tick, Time, Count, PartsLeft, Body) = (bytes, kind, simulation, chunk, tick, time, count, partsLeft, body);

    /// <summary>What it holds.</summary>
    public CompactKind Kind { get; }

    /// <summary>Name of the simulation, from which the ids of its people follow (<see cref="PersonIds"/>).</summary>
    public string Simulation { get; }

    /// <summary>Number of the chunk: its people have the numbers from it times <see cref="CompactForm.ChunkPeople"/> on.</summary>
    public int Chunk { get; }

    /// <summary>Number of the tick.</summary>
    public int Tick { get; }

    /// <summary>When the tick was, in Unix milliseconds.</summary>
    public long Time { get; }

    /// <summary>People of the chunk.</summary>
    public int Count { get; }

    /// <summary>Records of the same chunk and tick that follow.</summary>
    public int PartsLeft { get; }

    /// <summary>Where, in the bytes, the header ends.</summary>
    internal int Body { get; }

    internal ReadOnlySpan<byte> Bytes => _bytes.Span;

    /// <summary>Reads a frame.</summary>
    /// <param name="bytes">The message; its first byte is <see cref="CompactForm.First"/>.</param>
    /// <param name="bounds">What it may hold.</param>
    /// <param name="now">The time now, in Unix milliseconds.</param>
    /// <exception cref="MessageException">It cannot be taken; the exception says why.</exception>
    public static CrowdFrame Read(ReadOnlyMemory<byte> bytes, MessageBounds bounds, long now)
    {
        if (bytes.Length > bounds.MaxBytes) throw new MessageException(MessageProblem.TooLong, $"the message is {bytes.Length} bytes long and may be {bounds.MaxBytes}");
        var reader = new CompactReader(bytes.Span);
        if (reader.Byte("first byte") != CompactForm.First) throw new MessageException(MessageProblem.NotCompact, "the message is no compact one");
        var kind = (CompactKind)reader.Byte("kind");
        if (kind is not (CompactKind.KeyFrame or CompactKind.Differences or CompactKind.FurtherContacts))
            throw new MessageException(MessageProblem.NotCompact, $"the kind {(byte)kind} of the message is not that of a frame, 1 to 3");
        string simulation = Name(ref reader);
        int chunk = (int)reader.Number("chunk", Crowd.MaxPeople / CompactForm.ChunkPeople);
        int tick = (int)reader.Number("tick", SimulationParameters.MaxTicks);
        long time = reader.Number("time", long.MaxValue);
        MessageJson.CheckTime(time, now, bounds);
        int count = (int)reader.Number("count of people", CompactForm.ChunkPeople);
        int left = (int)reader.Number("count of further records", int.MaxValue);
        var frame = new CrowdFrame(bytes, kind, simulation, chunk, tick, time, count, left, reader.At);
        frame.Check(reader);
        return frame;
    }

    internal static string Name(ref CompactReader reader)
    {
        ReadOnlySpan<byte> bytes = reader.Bytes("name of the simulation", (int)reader.Number("length of the simulation's name", CompactForm.MaxNameBytes));
        // Nearly all frames are of the simulation that the one before was of.
        if (t_name is { } known && Encoding.UTF8.GetByteCount(known) == bytes.Length)
        {
            Span<byte> before = stackalloc byte[CompactForm.MaxNameBytes];
            if (before[..Encoding.UTF8.GetBytes(known, before)].SequenceEqual(bytes)) return known;
        }
        string name;
        try
        {
            name = s_strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new MessageException(MessageProblem.WrongValue, "the name of the simulation is no UTF-8");
        }
        if (name.Length is 0 or > 64 || name.Any(char.IsControl)) throw new MessageException(MessageProblem.WrongValue, $"simulation is a name of {name.Length} characters and must have 1 to 64, none of them a control character");
        return t_name = name;
    }

    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    internal static PersonMark Mark(byte value)
    {
        var mark = (PersonMark)value;
        return (value & ~(byte)PersonMark.All) == 0 && (Health)(value & (byte)PersonMark.Health) <= Health.Dead ? mark
            : throw new MessageException(MessageProblem.WrongValue, $"{value} is not the state of a person");
    }

    private void Check(CompactReader reader)
    {
        if (Kind == CompactKind.KeyFrame)
        {
            for (int i = 0; i < Count; i++)
            {
                if ((Mark(reader.Byte("state")) & PersonMark.HasSource) != 0) throw new MessageException(MessageProblem.WrongValue, "a state of the key frame names a source");
                reader.Number("x", CompactForm.MaxPlace);
                reader.Number("y", CompactForm.MaxPlace);
            }
        }
        else if (Kind == CompactKind.Differences)
        {
            int movers = (int)reader.Number("count of those who move", Count);
            foreach (byte steps in reader.Bytes("steps", (movers + 2) / 3))
                if (steps >= 125) throw new MessageException(MessageProblem.WrongValue, $"{steps} is not the steps of three people, 0 to 124");
        }
        if (Kind != CompactKind.FurtherContacts)
        {
            int changes = (int)reader.Number("count of changes", Count);
            for (int i = 0, index = -1; i < changes; i++)
            {
                index = NextIndex(ref reader, index);
                if ((Mark(reader.Byte("state")) & PersonMark.HasSource) != 0) ReadSource(ref reader, (Chunk * CompactForm.ChunkPeople) + index);
            }
        }
        var before = default(ContactEntry);
        for (int i = 0; !reader.IsAtEnd; i++)
        {
            if (i == CompactForm.MaxEntries) throw new MessageException(MessageProblem.TooManyContacts, $"the message has more than {CompactForm.MaxEntries} entries about contacts");
            ContactEntry entry = ReadContact(ref reader, before.Index);
            if (i > 0 && entry.Index == before.Index && entry.Other <= before.Other) throw new MessageException(MessageProblem.WrongValue, "the contacts of the message are not in order");
            if (Kind == CompactKind.KeyFrame ? entry.Event is ContactEvent.Began or ContactEvent.Nearer : Kind == CompactKind.Differences && entry.Event == ContactEvent.GoesOn)
                throw new MessageException(MessageProblem.WrongValue, $"a contact of {Kind} cannot be {entry.Event}");
            before = entry;
        }
    }

    internal int NextIndex(ref CompactReader reader, int before) => before + 1 + (int)reader.Number("person of a change", Count - before - 2L);

    internal static int ReadSource(ref CompactReader reader, int person)
    {
        int source = person + (int)reader.Signed("source of an infection", -person, Crowd.MaxPeople - 1L - person);
        return source != person ? source : throw new MessageException(MessageProblem.WrongValue, $"person {person} is said to have infected itself");
    }

    internal ContactEntry ReadContact(ref CompactReader reader, int before)
    {
        long first = reader.Number("person of a contact", ((Count - 1L - before) << 2) | 3);
        var happened = (ContactEvent)(first & 3);
        int index = before + (int)(first >> 2);
        int person = (Chunk * CompactForm.ChunkPeople) + index;
        int other = person + 1 + (int)reader.Number("other person of a contact", Crowd.MaxPeople - 2 - person);
        int squared = (int)reader.Number("squared distance of a contact", CompactForm.MaxSquared);
        int ticks = 0;
        if (happened is ContactEvent.Ended or ContactEvent.GoesOn)
            ticks = 1 + (int)reader.Number("ticks of a contact", happened == ContactEvent.Ended ? Tick - 2L : Tick - 1L);
        return new ContactEntry(happened, index, other, squared, ticks);
    }
}
