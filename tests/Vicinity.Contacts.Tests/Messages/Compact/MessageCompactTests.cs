using System.Buffers;

namespace Vicinity.Contacts.Tests;

public sealed class MessageCompactTests
{
    private const long Now = 1_606_925_990_000;
    private static readonly Guid s_one = new("ff0a1bda-34b9-11eb-b339-0242ac120002"), s_other = new("563eafe6-36de-11eb-b339-0242ac120002");

    private static readonly PersonMessage s_full = new()
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
        Isolated = false,
        Left = true,
        Contacts = [new Heard(s_other, Now, 1.4140625, true), new Heard(s_other, Now - 1), new Heard(s_other, Now - 90_000, 0, false)],
    };

    [Fact]
    public void A_place_beyond_all_fields_is_refused() =>
        Should.Throw<MessageException>(() => Read(Write(s_full with { Y = 1e300 }))).Problem.ShouldBe(MessageProblem.OutsideField);

    [Fact]
    public void What_is_written_is_read_again()
    {
        foreach (PersonMessage message in (PersonMessage[])
            [s_full, s_full with { X = 12, Y = 0, Alive = true, Infected = false, Isolated = true }, s_full with { X = -0.0, Y = 999_999.5 }, new() { Person = s_one, X = 100, Y = 100, Time = Now }])
        {
            PersonMessage read = Read(Write(message));
            read.Contacts.ShouldBe(message.Contacts);
            (read with { Contacts = message.Contacts }).ShouldBe(message);
        }
    }

    [Fact]
    public void A_report_has_the_bytes_that_the_format_says() =>
        Convert.ToHexString(Write(new PersonMessage { Person = s_one, X = 100, Y = 7, Infected = true, Time = Now, Contacts = [new Heard(s_other, Now - 500, 1.5)] }))
            .ShouldBe("C104" + "05" + "FF0A1BDA34B911EBB3390242AC120002" + "6407" + "F0F082A2E22E" + "01" + "563EAFE636DE11EBB3390242AC120002" + "E807" + "840C");

    [Fact]
    public void It_is_less_than_a_third_of_the_json()
    {
        PersonMessage message = s_full with { Contacts = [.. Enumerable.Range(0, 20).Select(i => new Heard(Guid.NewGuid(), Now - (i * 50), 1.414))] };
        var json = new ArrayBufferWriter<byte>();
        MessageJson.Write(json, message);
        Write(message).Length.ShouldBeLessThan(json.WrittenCount / 3);
    }

    [Theory]
    [InlineData("C104", MessageProblem.NotCompact)]
    [InlineData("C104 00 00000000000000000000000000000000 6407", MessageProblem.NoIdentity)]
    [InlineData("C104 8008 FF0A1BDA34B911EBB3390242AC120002", MessageProblem.WrongValue)]
    [InlineData("C104 00 FF0A1BDA34B911EBB3390242AC120002 000000000000F87F 0000000000000000 01 00", MessageProblem.WrongValue)]
    [InlineData("C104 04 FF0A1BDA34B911EBB3390242AC120002 65 07 01 00", MessageProblem.OutsideField)]
    [InlineData("C104 04 FF0A1BDA34B911EBB3390242AC120002 64 07 FFFFFFFFFFFFFFFF7F 00", MessageProblem.FromTheFuture)]
    [InlineData("C104 04 FF0A1BDA34B911EBB3390242AC120002 64 07 01 03", MessageProblem.TooManyContacts)]
    [InlineData("C104 04 FF0A1BDA34B911EBB3390242AC120002 64 07 01 02", MessageProblem.NotCompact)]
    [InlineData("C104 0C FF0A1BDA34B911EBB3390242AC120002 64 07 01 05 00", MessageProblem.WrongValue)]
    [InlineData("C104 04 FF0A1BDA34B911EBB3390242AC120002 64 07 01 00 00", MessageProblem.NotCompact)]
    public void What_cannot_be_taken_is_refused_with_its_kind_and_reason(string hex, MessageProblem problem)
    {
        byte[] bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        MessageException refused = Should.Throw<MessageException>(() => MessageCompact.Read(bytes, MessageBounds.Report with { MaxContacts = 2, FieldWidth = 100, FieldHeight = 100 }, Now));
        refused.Problem.ShouldBe(problem, refused.Message);
    }

    [Fact]
    public void Nothing_but_a_message_or_a_refusal_comes_of_damaged_bytes()
    {
        byte[] whole = Write(s_full);
        var random = new Random(4);
        int taken = 0;
        for (int round = 0; round < 30_000; round++)
        {
            byte[] damaged = [.. whole.AsSpan(0, random.Next(3) == 0 ? random.Next(whole.Length) : whole.Length)];
            for (int i = random.Next(4); i > 0 && damaged.Length > 2; i--) damaged[random.Next(2, damaged.Length)] = (byte)random.Next(256);
            try
            {
                PersonMessage message = Read(damaged);
                message.Person.ShouldNotBe(Guid.Empty);
                double.IsFinite(message.X).ShouldBeTrue();
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

    private static byte[] Write(PersonMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        MessageCompact.Write(output, message);
        return output.WrittenSpan.ToArray();
    }

    private static PersonMessage Read(byte[] bytes) => MessageCompact.Read(bytes, MessageBounds.Report, Now);
}
