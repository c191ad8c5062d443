using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Vicinity.Contacts;

/// <summary>
/// The JSON form of a person's message, as the original program sends it. It is read as that program writes it, too: in a report the JSON is encoded twice,
/// times are local ones without a zone, and a person may be in the contacts more than once. Fields that are not known are passed over. Thread-safe.
/// </summary>
public static class MessageJson
{
    private static readonly JsonReaderOptions s_reading = new() { MaxDepth = 16 };
    private static readonly JsonWriterOptions s_writing = new() { SkipValidation = true };

    [ThreadStatic]
    private static string? t_simulation;

    private const string LocalForm = "yyyy-MM-dd HH:mm:ss.FFFFFF";

    /// <summary>Writes a message; one with contacts is a report.</summary>
    public static void Write(IBufferWriter<byte> output, PersonMessage message)
    {
        using var json = new Utf8JsonWriter(output, s_writing);
        json.WriteStartObject();
        json.WriteString("uuid"u8, message.Person);
        json.WriteStartArray("position"u8);
        json.WriteNumberValue(message.X);
        json.WriteNumberValue(message.Y);
        json.WriteEndArray();
        json.WriteBoolean("infected"u8, message.Infected);
        WriteTime(json, message.Time);
        json.WriteBoolean("alive"u8, message.Alive);
        if (message.Health is { } health) json.WriteString("health"u8, Name(health));
        if (message.Simulation is { } simulation) json.WriteString("simulation"u8, simulation);
        if (message.Tick is { } tick) json.WriteNumber("tick"u8, tick);
        if (message.InfectedBy is { } source) json.WriteString("infectedBy"u8, source);
        if (message.Isolated is { } isolated) json.WriteBoolean("isolated"u8, isolated);
        if (message.Left) json.WriteBoolean("left"u8, true);
        if (message.Contacts.Count > 0)
        {
            json.WriteStartArray("contacts"u8);
            foreach (Heard contact in message.Contacts)
            {
                json.WriteStartObject();
                json.WriteString("uuid"u8, contact.Person);
                WriteTime(json, contact.Time);
                if (contact.Distance is { } distance) json.WriteNumber("distance"u8, Math.Round(distance, 3));
                if (contact.Infected is { } infected) json.WriteBoolean("infected"u8, infected);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    /// <summary>Reads a message.</summary>
    /// <param name="bytes">The message.</param>
    /// <param name="bounds">What it may hold.</param>
    /// <param name="now">The time now, in Unix milliseconds, beside which its time is looked at.</param>
    /// <param name="zone">The zone of times that name none.</param>
    /// <exception cref="MessageException">It cannot be taken; the exception says why.</exception>
    public static PersonMessage Read(ReadOnlySpan<byte> bytes, MessageBounds bounds, long now, TimeZoneInfo zone)
    {
        if (bytes.Length > bounds.MaxBytes) throw new MessageException(MessageProblem.TooLong, $"the message is {bytes.Length} bytes long and may be {bounds.MaxBytes}");
        try
        {
            var reader = new Utf8JsonReader(bytes, s_reading);
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
            {
                byte[] inner = Encoding.UTF8.GetBytes(reader.GetString()!);
                if (reader.Read()) throw new JsonException();
                reader = new Utf8JsonReader(inner, s_reading);
                reader.Read();
            }
            if (reader.TokenType != JsonTokenType.StartObject) throw new MessageException(MessageProblem.NotJson, $"the message is JSON, but a {reader.TokenType} and no object");
            PersonMessage message = ReadObject(ref reader, bounds, now, zone);
            if (reader.Read()) throw new JsonException();
            return message;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            throw new MessageException(MessageProblem.NotJson, "the message is no JSON");
        }
    }

    /// <summary>The name of a state in messages.</summary>
    public static string Name(Health health) => health switch
    {
        Health.Susceptible => "susceptible",
        Health.Exposed => "exposed",
        Health.Infected => "infected",
        Health.Immune => "immune",
        _ => "dead",
    };

    private static PersonMessage ReadObject(ref Utf8JsonReader reader, MessageBounds bounds, long now, TimeZoneInfo zone)
    {
        Guid? person = null, source = null;
        (double X, double Y)? at = null;
        bool infected = false, alive = true, left = false;
        bool? isolated = null;
        long? time = null;
        Health? health = null;
        string? simulation = null;
        int? tick = null;
        IReadOnlyList<Heard> contacts = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (Next(ref reader, "uuid"u8)) person = ReadPerson(ref reader);
            else if (Next(ref reader, "position"u8)) at = ReadPlace(ref reader);
            else if (Next(ref reader, "infected"u8)) infected = ReadBoolean(ref reader, "infected");
            else if (Next(ref reader, "timestamp"u8)) time = ReadTime(ref reader, zone);
            else if (Next(ref reader, "alive"u8)) alive = ReadBoolean(ref reader, "alive");
            else if (Next(ref reader, "health"u8)) health = ReadHealth(ref reader);
            else if (Next(ref reader, "simulation"u8)) simulation = ReadSimulation(ref reader);
            else if (Next(ref reader, "tick"u8)) tick = ReadTick(ref reader);
            else if (Next(ref reader, "infectedBy"u8)) source = reader.TokenType == JsonTokenType.Null ? null : ReadPerson(ref reader);
            else if (Next(ref reader, "isolated"u8)) isolated = reader.TokenType == JsonTokenType.Null ? null : ReadBoolean(ref reader, "isolated");
            else if (Next(ref reader, "left"u8)) left = ReadBoolean(ref reader, "left");
            else if (Next(ref reader, "contacts"u8)) contacts = ReadContacts(ref reader, bounds, now, zone) ?? (IReadOnlyList<Heard>)[];
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
        if (person is not { } who) throw new MessageException(MessageProblem.NoIdentity, "the message has no uuid");
        if (at is not { } place) throw new MessageException(MessageProblem.NoPosition, "the message has no position");
        CheckPlace(place.X, place.Y, bounds);
        if (time is not { } when) throw new MessageException(MessageProblem.NoTime, "the message has no timestamp");
        CheckTime(when, now, bounds);
        return new PersonMessage
        {
            Person = who,
            X = place.X,
            Y = place.Y,
            Infected = infected,
            Alive = alive,
            Time = when,
            Health = health,
            Simulation = simulation,
            Tick = tick,
            InfectedBy = source,
            Isolated = isolated,
            Left = left,
            Contacts = contacts,
        };
    }

    private static bool Next(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals(name)) return false;
        reader.Read();
        return true;
    }

    private static Guid ReadPerson(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String && reader.TryGetGuid(out Guid person) && person != Guid.Empty) return person;
        throw new MessageException(MessageProblem.NoIdentity, "a uuid of the message is none");
    }

    private static (double X, double Y) ReadPlace(ref Utf8JsonReader reader)
    {
        const string Wanted = "the position of the message is not two finite numbers";
        if (reader.TokenType != JsonTokenType.StartArray) throw new MessageException(MessageProblem.NoPosition, Wanted);
        Span<double> values = stackalloc double[2];
        int count = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            if (count == 2 || !reader.TryGetDouble(out double value) || !double.IsFinite(value)) throw new MessageException(MessageProblem.NoPosition, Wanted);
            values[count++] = value;
        }
        if (count != 2 || reader.TokenType != JsonTokenType.EndArray) throw new MessageException(MessageProblem.NoPosition, Wanted);
        return (values[0], values[1]);
    }

    private static bool ReadBoolean(ref Utf8JsonReader reader, string name) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw new MessageException(MessageProblem.WrongValue, $"{name} is not true or false"),
    };

    private static Health ReadHealth(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            for (Health health = Health.Susceptible; health <= Health.Dead; health++)
            {
                if (reader.ValueTextEquals(Name(health))) return health;
            }
        }
        throw new MessageException(MessageProblem.WrongValue, "health is not susceptible, exposed, infected, immune or dead");
    }

    private static string? ReadSimulation(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null) return null;
        if (reader.TokenType == JsonTokenType.String)
        {
            // Nearly all reports are of the simulation that the one before was of.
            if (t_simulation is { } known && reader.ValueTextEquals(known)) return known;
            if (reader.GetString() is { Length: > 0 and <= 64 } name && !name.Any(char.IsControl)) return t_simulation = name;
        }
        throw new MessageException(MessageProblem.WrongValue, "simulation is not a name of 1 to 64 characters, none of them a control character");
    }

    private static int? ReadTick(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null) return null;
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int tick) && tick is >= 0 and <= SimulationParameters.MaxTicks) return tick;
        throw new MessageException(MessageProblem.WrongValue, $"tick is not a whole number from 0 to {SimulationParameters.MaxTicks}");
    }

    private static List<Heard>? ReadContacts(ref Utf8JsonReader reader, MessageBounds bounds, long now, TimeZoneInfo zone)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new MessageException(MessageProblem.WrongValue, "contacts is not a list");
        List<Heard>? contacts = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            contacts ??= [];
            if (contacts.Count == bounds.MaxContacts) throw new MessageException(MessageProblem.TooManyContacts, $"the message has more than {bounds.MaxContacts} contacts");
            contacts.Add(ReadContact(ref reader, bounds, now, zone));
        }
        if (reader.TokenType != JsonTokenType.EndArray) throw new MessageException(MessageProblem.WrongValue, "a contact is not an object");
        return contacts;
    }

    private static Heard ReadContact(ref Utf8JsonReader reader, MessageBounds bounds, long now, TimeZoneInfo zone)
    {
        Guid? person = null;
        long? time = null;
        double? distance = null;
        bool? infected = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (Next(ref reader, "uuid"u8)) person = ReadPerson(ref reader);
            else if (Next(ref reader, "timestamp"u8)) time = ReadTime(ref reader, zone);
            else if (Next(ref reader, "infected"u8)) infected = ReadBoolean(ref reader, "infected");
            else if (Next(ref reader, "distance"u8))
            {
                if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out double value) || !(value is >= 0 and <= 4.0 * SimulationParameters.MaxSide))
                    throw new MessageException(MessageProblem.WrongValue, $"the distance of a contact is not a number from 0 to {4L * SimulationParameters.MaxSide}");
                distance = value;
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
        if (person is not { } who) throw new MessageException(MessageProblem.NoIdentity, "a contact has no uuid");
        if (time is not { } when) throw new MessageException(MessageProblem.NoTime, "a contact has no timestamp");
        CheckTime(when, now, bounds);
        return new Heard(who, when, distance, infected);
    }

    private static long ReadTime(ref Utf8JsonReader reader, TimeZoneInfo zone)
    {
        if (reader.TokenType == JsonTokenType.String && TryReadOwn(ref reader, out long own)) return own;
        if (reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: <= 40 } text)
        {
            if (DateTime.TryParseExact(text, [LocalForm, "yyyy-MM-dd HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local))
                return ToUnix(local, zone);
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)) return time.ToUnixTimeMilliseconds();
        }
        throw new MessageException(MessageProblem.NoTime, "a timestamp of the message is no time");
    }

    /// <summary>Reads a time as this program writes it, 2020-12-02T16:19:50.000Z, without making a string.</summary>
    private static bool TryReadOwn(ref Utf8JsonReader reader, out long time)
    {
        time = 0;
        if (reader.HasValueSequence || reader.ValueIsEscaped) return false;
        ReadOnlySpan<byte> text = reader.ValueSpan;
        if (text is not [_, _, _, _, (byte)'-', _, _, (byte)'-', _, _, (byte)'T', _, _, (byte)':', _, _, (byte)':', _, _, (byte)'.', _, _, _, (byte)'Z']) return false;
        int year = Digits(text[..4]), month = Digits(text[5..7]), day = Digits(text[8..10]), hour = Digits(text[11..13]), minute = Digits(text[14..16]), second = Digits(text[17..19]), thousandths = Digits(text[20..23]);
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59 || thousandths < 0) return false;
        time = (new DateTime(year, month, day, hour, minute, second, thousandths, DateTimeKind.Utc).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;
        return true;
    }

    private static int Digits(ReadOnlySpan<byte> text)
    {
        int number = 0;
        foreach (byte digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9') return -1;
            number = (number * 10) + digit - '0';
        }
        return number;
    }

    private static long ToUnix(DateTime local, TimeZoneInfo zone)
    {
        // A time that a change of the clocks leaves out is taken as the one after the change.
        TimeSpan offset = zone.IsInvalidTime(local) ? zone.GetUtcOffset(local.AddHours(-1)) : zone.GetUtcOffset(local);
        return (local.Ticks - offset.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;
    }

    internal static void CheckPlace(double x, double y, MessageBounds bounds)
    {
        if (bounds.FieldWidth is { } width && !(x >= 0 && x <= width)) throw Outside("x", x, width);
        if (bounds.FieldHeight is { } height && !(y >= 0 && y <= height)) throw Outside("y", y, height);
        // A number beyond all fields would be infinite where places are kept as single precision.
        if (!(Math.Abs(x) <= SimulationParameters.MaxSide && Math.Abs(y) <= SimulationParameters.MaxSide))
            throw new MessageException(MessageProblem.OutsideField, $"the position has a coordinate beyond {SimulationParameters.MaxSide}, the side of the largest field");
    }

    internal static void CheckTime(long time, long now, MessageBounds bounds)
    {
        if (time < 0) throw new MessageException(MessageProblem.NoTime, "a time of the message is before 1970");
        if (time - now > bounds.MaxAheadMs) throw new MessageException(MessageProblem.FromTheFuture, $"a time of the message is {time - now} ms ahead and may be {bounds.MaxAheadMs}");
    }

    private static MessageException Outside(string axis, double value, int most) =>
        new(MessageProblem.OutsideField, string.Create(CultureInfo.InvariantCulture, $"{axis} is {value} and the field goes from 0 to {most}"));

    private static void WriteTime(Utf8JsonWriter json, long time)
    {
        Span<byte> text = stackalloc byte[32];
        DateTimeOffset.FromUnixTimeMilliseconds(time).UtcDateTime.TryFormat(text, out int length, "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        json.WriteString("timestamp"u8, text[..length]);
    }
}
