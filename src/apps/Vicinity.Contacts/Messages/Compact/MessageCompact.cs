using System.Buffers;
using System.Text;

namespace Vicinity.Contacts;

/// <summary>The compact form of one person's report: a third to a fifth of its JSON. Thread-safe.</summary>
public static class MessageCompact
{
    // Distances of contacts are whole numbers of this part of a unit.
    private const double DistanceParts = 256;

    // The greatest distance that is told: some 4 million units, beyond every field.
    private const long MostDistance = 1L << 30;

    [Flags]
    private enum Parts
    {
        None = 0,
        Infected = 1,
        Dead = 2,
        WholePlace = 4,
        Health = 8,
        Simulation = 16,
        Tick = 32,
        InfectedBy = 64,
        IsolationTold = 128,
        Isolated = 256,
        Left = 512,
        All = 1023,
    }

    /// <summary>Writes a report. Distances are rounded to 1/256 unit.</summary>
    public static void Write(IBufferWriter<byte> output, PersonMessage message)
    {
        var writer = new CompactWriter(output);
        bool whole = IsWhole(message.X) && IsWhole(message.Y);
        Parts parts = (message.Infected ? Parts.Infected : 0) | (message.Alive ? 0 : Parts.Dead) | (whole ? Parts.WholePlace : 0) | (message.Health is null ? 0 : Parts.Health)
            | (message.Simulation is null ? 0 : Parts.Simulation) | (message.Tick is null ? 0 : Parts.Tick) | (message.InfectedBy is null ? 0 : Parts.InfectedBy)
            | (message.Isolated is null ? 0 : Parts.IsolationTold) | (message.Isolated is true ? Parts.Isolated : 0)
            | (message.Left ? Parts.Left : 0);
        writer.Byte(CompactForm.First);
        writer.Byte((byte)CompactKind.Report);
        writer.Number((ulong)parts);
        writer.Id(message.Person);
        if (whole)
        {
            writer.Number((ulong)message.X);
            writer.Number((ulong)message.Y);
        }
        else
        {
            writer.Double(message.X);
            writer.Double(message.Y);
        }
        writer.Number((ulong)message.Time);
        if (message.Health is { } health) writer.Byte((byte)health);
        if (message.Simulation is { } simulation)
        {
            Span<byte> name = stackalloc byte[CompactForm.MaxNameBytes];
            name = name[..Encoding.UTF8.GetBytes(simulation, name)];
            writer.Number((ulong)name.Length);
            writer.Bytes(name);
        }
        if (message.Tick is { } tick) writer.Number((ulong)tick);
        if (message.InfectedBy is { } source) writer.Id(source);
        writer.Number((ulong)message.Contacts.Count);
        foreach (Heard heard in message.Contacts)
        {
            writer.Id(heard.Person);
            writer.Signed(message.Time - heard.Time);
            // The lowest two bits: whether the other one said that it was infected (0 not told, 1 no, 2 yes); above them the distance and 1, or 0 where it is not told.
            ulong distance = heard.Distance is { } far ? (ulong)Math.Min(MostDistance, Math.Round(far * DistanceParts)) + 1 : 0;
            writer.Number((distance << 2) | (heard.Infected is { } infected ? infected ? 2u : 1u : 0));
        }
        writer.End();
    }

    /// <summary>Reads a report.</summary>
    /// <param name="bytes">The message.</param>
    /// <param name="bounds">What it may hold.</param>
    /// <param name="now">The time now, in Unix milliseconds, beside which its time is looked at.</param>
    /// <exception cref="MessageException">It cannot be taken; the exception says why.</exception>
    public static PersonMessage Read(ReadOnlySpan<byte> bytes, MessageBounds bounds, long now)
    {
        if (bytes.Length > bounds.MaxBytes) throw new MessageException(MessageProblem.TooLong, $"the message is {bytes.Length} bytes long and may be {bounds.MaxBytes}");
        var reader = new CompactReader(bytes);
        if (reader.Byte("first byte") != CompactForm.First || (CompactKind)reader.Byte("kind") != CompactKind.Report) throw new MessageException(MessageProblem.NotCompact, "the message is no compact report of a person");
        var parts = (Parts)reader.Number("parts", (int)Parts.All);
        bool Has(Parts part) => (parts & part) != 0;
        Guid person = reader.Id("person");
        double x = Has(Parts.WholePlace) ? reader.Number("x", CompactForm.MaxPlace) : reader.Double("x");
        double y = Has(Parts.WholePlace) ? reader.Number("y", CompactForm.MaxPlace) : reader.Double("y");
        MessageJson.CheckPlace(x, y, bounds);
        long time = reader.Number("time", long.MaxValue);
        MessageJson.CheckTime(time, now, bounds);
        Health? health = Has(Parts.Health) ? ReadHealth(ref reader) : null;
        string? simulation = Has(Parts.Simulation) ? CrowdFrame.Name(ref reader) : null;
        int? tick = Has(Parts.Tick) ? (int)reader.Number("tick", SimulationParameters.MaxTicks) : null;
        Guid? source = Has(Parts.InfectedBy) ? reader.Id("source") : null;
        var message = new PersonMessage
        {
            Person = person,
            X = x,
            Y = y,
            Infected = Has(Parts.Infected),
            Alive = !Has(Parts.Dead),
            Time = time,
            Health = health,
            Simulation = simulation,
            Tick = tick,
            InfectedBy = source,
            Isolated = Has(Parts.IsolationTold) ? Has(Parts.Isolated) : null,
            Left = Has(Parts.Left),
            Contacts = ReadContacts(ref reader, time, bounds, now),
        };
        return reader.IsAtEnd ? message : throw new MessageException(MessageProblem.NotCompact, $"{reader.Left} bytes follow the message");
    }

    private static bool IsWhole(double value) => value >= 0 && value <= CompactForm.MaxPlace && value == Math.Floor(value) && !double.IsNegative(value);

    private static Health ReadHealth(ref CompactReader reader)
    {
        var health = (Health)reader.Byte("health");
        return health <= Health.Dead ? health : throw new MessageException(MessageProblem.WrongValue, $"health is {(byte)health} and must be from 0 to 4");
    }

    private static Heard[] ReadContacts(ref CompactReader reader, long time, MessageBounds bounds, long now)
    {
        // Each takes 18 bytes at least, so what is allocated is bounded by what has come.
        long count = reader.Number("count of contacts", int.MaxValue);
        if (count > bounds.MaxContacts) throw new MessageException(MessageProblem.TooManyContacts, $"the message has {count} contacts and may have {bounds.MaxContacts}");
        if (count > reader.Left / 18) throw new MessageException(MessageProblem.NotCompact, $"the message names {count} contacts and ends before them");
        var contacts = count == 0 ? [] : new Heard[count];
        for (int i = 0; i < contacts.Length; i++)
        {
            Guid other = reader.Id("contact");
            long when = time - reader.Signed("time of a contact", -bounds.MaxAheadMs * 2, time);
            MessageJson.CheckTime(when, now, bounds);
            long told = reader.Number("distance of a contact", ((MostDistance + 1) << 2) | 2);
            if ((told & 3) == 3) throw new MessageException(MessageProblem.WrongValue, "infected of a contact is neither told nor not told");
            contacts[i] = new Heard(other, when, told >> 2 == 0 ? null : ((told >> 2) - 1) / DistanceParts, (told & 3) switch { 0 => null, 1 => false, _ => true });
        }
        return contacts;
    }
}
