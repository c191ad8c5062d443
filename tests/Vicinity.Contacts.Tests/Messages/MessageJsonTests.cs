using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Vicinity.Contacts.Tests;

public sealed class MessageJsonTests
{
    private const long Now = 1_606_925_990_000; // 2020-12-02 16:19:50 UTC
    private static readonly TimeZoneInfo s_rome = TimeZoneInfo.CreateCustomTimeZone("Rome in winter", TimeSpan.FromHours(1), null, null);
    private static readonly Guid s_one = new("ff0a1bda-34b9-11eb-b339-0242ac120002"), s_other = new("563eafe6-36de-11eb-b339-0242ac120002");

    private static PersonMessage Read(string json, MessageBounds? bounds = null) => MessageJson.Read(Encoding.UTF8.GetBytes(json), bounds ?? MessageBounds.Report, Now, s_rome);

    [Fact]
    public void A_broadcast_of_the_original_program_is_read()
    {
        const string Original = """{"uuid": "ff0a1bda-34b9-11eb-b339-0242ac120002", "position": [12, 34], "infected": true, "timestamp": "2020-12-02 17:19:47.123456", "alive": true}""";
        Encoding.UTF8.GetByteCount(Original).ShouldBeInRange(140, 150, "the description states 148 bytes");

        PersonMessage message = Read(Original, MessageBounds.Broadcast with { FieldWidth = 100, FieldHeight = 100 });

        (message.Person, message.X, message.Y, message.Infected, message.Alive, message.Time).ShouldBe((s_one, 12.0, 34.0, true, true, 1_606_925_987_123));
    }

    [Fact]
    public void A_report_of_the_original_program_whose_json_is_encoded_twice_is_read()
    {
        const string Inner = """{"uuid": "ff0a1bda-34b9-11eb-b339-0242ac120002", "position": [1, 2], "infected": false, "timestamp": "2020-12-02 17:19:47", "alive": false, "contacts": [{"uuid": "563eafe6-36de-11eb-b339-0242ac120002", "timestamp": "2020-12-02 17:19:46.5"}, {"uuid": "563eafe6-36de-11eb-b339-0242ac120002", "timestamp": "2020-12-02 17:19:46.75"}]}""";

        PersonMessage message = Read(JsonSerializer.Serialize(Inner));

        message.Alive.ShouldBeFalse();
        message.Contacts.ShouldBe([new Heard(s_other, 1_606_925_986_500), new Heard(s_other, 1_606_925_986_750)]);
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var message = new PersonMessage
        {
            Person = s_one,
            X = 3,
            Y = 99.25,
            Infected = true,
            Alive = false,
            Time = Now - 7,
            Health = Health.Immune,
            Simulation = "first",
            Tick = 17,
            InfectedBy = s_other,
            Isolated = true,
            Left = true,
            Contacts = [new Heard(s_other, Now, 1.414, true), new Heard(s_other, Now - 1)],
        };
        var output = new ArrayBufferWriter<byte>();
        MessageJson.Write(output, message);

        PersonMessage read = MessageJson.Read(output.WrittenSpan, MessageBounds.Report, Now, s_rome);

        read.Contacts.ShouldBe(message.Contacts);
        (read with { Contacts = message.Contacts }).ShouldBe(message);
    }

    [Fact]
    public void A_broadcast_is_no_longer_than_that_of_the_original_program()
    {
        var output = new ArrayBufferWriter<byte>();
        MessageJson.Write(output, new PersonMessage { Person = s_one, X = 100, Y = 100, Infected = false, Time = Now });
        output.WrittenCount.ShouldBeLessThanOrEqualTo(148);
        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe(
            """{"uuid":"ff0a1bda-34b9-11eb-b339-0242ac120002","position":[100,100],"infected":false,"timestamp":"2020-12-02T16:19:50.000Z","alive":true}""");
    }

    [Theory]
    [InlineData("2020-12-02T16:19:50.000Z", true)]
    [InlineData("2020-02-29T23:59:59.999Z", true)]
    [InlineData("1999-02-29T00:00:00.000Z", false)]
    [InlineData("2020-12-02T24:00:00.000Z", false)]
    [InlineData("2020-12-02T16:60:00.000Z", false)]
    [InlineData("2020-13-02T16:00:00.000Z", false)]
    [InlineData("2020-12-00T16:00:00.000Z", false)]
    [InlineData("2020-12-02T16:00:00.0x0Z", false)]
    [InlineData("0000-12-02T16:00:00.000Z", false)]
    public void Times_as_this_program_writes_them_are_read_as_the_platform_reads_them(string text, bool isTime)
    {
        string json = $$"""{"uuid": "{{s_one}}", "position": [1, 2], "timestamp": "{{text}}"}""";
        if (isTime) Read(json).Time.ShouldBe(DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds());
        else Should.Throw<MessageException>(() => Read(json)).Problem.ShouldBe(MessageProblem.NoTime);
    }

    [Fact]
    public void Fields_that_are_not_known_are_passed_over()
    {
        Read($$"""{"battery": {"level": [1, {"uuid": 7}]}, "uuid": "{{s_one}}", "position": [1, 2], "timestamp": "2020-12-02T16:19:50Z", "contacts": [{"rssi": [-70], "uuid": "{{s_other}}", "timestamp": "2020-12-02T17:19:50+01:00"}]}""")
            .Contacts.ShouldBe([new Heard(s_other, Now)]);
    }

    [Theory]
    [InlineData("", MessageProblem.NotJson)]
    [InlineData("hello", MessageProblem.NotJson)]
    [InlineData("[1, 2]", MessageProblem.NotJson)]
    [InlineData("\"{}\" 1", MessageProblem.NotJson)]
    [InlineData("\"\\ud800\"", MessageProblem.NotJson)]
    [InlineData("{\"uuid\": \"@\"", MessageProblem.NoIdentity)]
    [InlineData("{}", MessageProblem.NoIdentity)]
    [InlineData("{\"uuid\": \"00000000-0000-0000-0000-000000000000\"}", MessageProblem.NoIdentity)]
    [InlineData("{\"uuid\": 7}", MessageProblem.NoIdentity)]
    [InlineData("{U}", MessageProblem.NoPosition)]
    [InlineData("{U, \"position\": [1]}", MessageProblem.NoPosition)]
    [InlineData("{U, \"position\": [1, 2, 3]}", MessageProblem.NoPosition)]
    [InlineData("{U, \"position\": [1, 1e999]}", MessageProblem.NoPosition)]
    [InlineData("{U, \"position\": [1, \"NaN\"]}", MessageProblem.NoPosition)]
    [InlineData("{U, \"position\": [1, NaN]}", MessageProblem.NotJson)]
    [InlineData("{U, \"position\": [101, 1], T}", MessageProblem.OutsideField)]
    [InlineData("{U, \"position\": [1, -1], T}", MessageProblem.OutsideField)]
    [InlineData("{U, \"position\": [1, 1e300], T}", MessageProblem.OutsideField)]
    [InlineData("{U, P}", MessageProblem.NoTime)]
    [InlineData("{U, P, \"timestamp\": \"yesterday\"}", MessageProblem.NoTime)]
    [InlineData("{U, P, \"timestamp\": 12}", MessageProblem.NoTime)]
    [InlineData("{U, P, \"timestamp\": \"1066-10-14 09:00:00\"}", MessageProblem.NoTime)]
    [InlineData("{U, P, \"timestamp\": \"2020-12-02 18:19:47\"}", MessageProblem.FromTheFuture)]
    [InlineData("{U, P, T, \"infected\": 1}", MessageProblem.WrongValue)]
    [InlineData("{U, P, T, \"alive\": \"no\"}", MessageProblem.WrongValue)]
    [InlineData("{U, P, T, \"health\": \"undead\"}", MessageProblem.WrongValue)]
    [InlineData("{U, P, T, \"tick\": -1}", MessageProblem.WrongValue)]
    [InlineData("{U, P, T, \"simulation\": \"\"}", MessageProblem.WrongValue)]
    [InlineData("{U, P, T, \"contacts\": 7}", MessageProblem.WrongValue)]
    [InlineData("{U, P, T, \"contacts\": [7]}", MessageProblem.WrongValue)]
    [InlineData("{U, P, T, \"contacts\": [{T}]}", MessageProblem.NoIdentity)]
    [InlineData("{U, P, T, \"contacts\": [{U}]}", MessageProblem.NoTime)]
    [InlineData("{U, P, T, \"contacts\": [{U, T, \"distance\": -1}]}", MessageProblem.WrongValue)]
    [InlineData("{U, P, T, \"contacts\": [{U, T}, {U, T}, {U, T}]}", MessageProblem.TooManyContacts)]
    public void What_cannot_be_taken_is_refused_with_its_kind_and_reason(string json, MessageProblem problem)
    {
        string full = json.Replace("U", $"\"uuid\": \"{s_one}\"", StringComparison.Ordinal).Replace("P", "\"position\": [1, 2]", StringComparison.Ordinal)
            .Replace("T", "\"timestamp\": \"2020-12-02 17:19:47\"", StringComparison.Ordinal);

        MessageException refused = Should.Throw<MessageException>(() => Read(full, MessageBounds.Report with { MaxContacts = 2, FieldWidth = 100, FieldHeight = 100 }));

        refused.Problem.ShouldBe(problem, refused.Message);
        refused.Message.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_message_beyond_the_bound_is_refused_unread() =>
        Should.Throw<MessageException>(() => Read(new string(' ', 1025), MessageBounds.Broadcast)).Message.ShouldBe("the message is 1025 bytes long and may be 1024");

    [Fact]
    public void Nothing_but_a_message_or_a_refusal_comes_of_damaged_bytes()
    {
        var output = new ArrayBufferWriter<byte>();
        MessageJson.Write(output, new PersonMessage { Person = s_one, X = 3, Y = 4, Time = Now, Tick = 3, Simulation = "a", Contacts = [new Heard(s_other, Now, 1, true)] });
        byte[] whole = output.WrittenSpan.ToArray();
        var random = new Random(4);
        int taken = 0;
        for (int round = 0; round < 30_000; round++)
        {
            byte[] damaged = [.. whole.AsSpan(0, random.Next(3) == 0 ? random.Next(whole.Length) : whole.Length)];
            for (int i = random.Next(4); i > 0 && damaged.Length > 0; i--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                PersonMessage message = MessageJson.Read(damaged, MessageBounds.Report, Now, s_rome);
                message.Person.ShouldNotBe(Guid.Empty);
                double.IsFinite(message.X + message.Y).ShouldBeTrue();
                message.Time.ShouldBeInRange(0, Now + 60_000);
                taken++;
            }
            catch (MessageException)
            {
                // Refused, which is right for what is damaged.
            }
        }
        taken.ShouldBeGreaterThan(1_000);
    }
}
