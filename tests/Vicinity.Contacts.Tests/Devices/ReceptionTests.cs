using System.Buffers;
using System.Net;
using System.Text;

namespace Vicinity.Contacts.Tests;

/// <summary>Whatever comes by radio.</summary>
public sealed class ReceptionTests
{
    private const long Now = 1_606_925_990_000; // 2020-12-02 16:19:50 UTC
    private const uint Here = 0x7F000001;
    private static readonly Guid s_one = new("ff0a1bda-34b9-11eb-b339-0242ac120002");
    private static readonly MessageBounds s_bounds = MessageBounds.Broadcast with { FieldWidth = 100, FieldHeight = 100 };
    private static readonly BroadcastNetwork s_network = BroadcastNetwork.Of(IPAddress.Loopback, IPAddress.Parse("255.0.0.0"));

    private static Reception Make(ReceptionLimits? limits = null) => new(s_network, s_bounds, limits ?? new ReceptionLimits(), TimeZoneInfo.Utc);

    private static byte[] Message(Guid? who = null)
    {
        var output = new ArrayBufferWriter<byte>();
        MessageJson.Write(output, new PersonMessage { Person = who ?? s_one, X = 1, Y = 2, Time = Now });
        return output.WrittenSpan.ToArray();
    }

    [Theory]
    [InlineData("""{"uuid": "ff0a1bda-34b9-11eb-b339-0242ac120002", "position": [1, 5], "infected": false, "timestamp": "2020-12-02 16:19:50.000001", "alive": true}""", null)]
    [InlineData("no JSON at all", MessageProblem.NotJson)]
    [InlineData("stop", MessageProblem.NotJson)]
    [InlineData("""{"uuid": "ff0a1bda-34b9-11eb-b339-0242ac120002", "position": [1, 5], "timestamp": "2020-12-02 16:21:50.000001"}""", MessageProblem.FromTheFuture)]
    [InlineData("""{"uuid": "ff0a1bda-34b9-11eb-b339-0242ac120002", "position": [1, 101], "timestamp": "2020-12-02 16:19:50"}""", MessageProblem.OutsideField)]
    [InlineData("""{"uuid": "ff0a1bda-34b9-11eb-b339-0242ac120002", "position": [1, NaN], "timestamp": "2020-12-02 16:19:50"}""", MessageProblem.NotJson)]
    [InlineData("""{"uuid": "ff0a1bda-34b9-11eb-b339-0242ac120002", "position": [1, 1e400], "timestamp": "2020-12-02 16:19:50"}""", MessageProblem.NoPosition)]
    [InlineData("""{"uuid": "me", "position": [1, 5], "timestamp": "2020-12-02 16:19:50"}""", MessageProblem.NoIdentity)]
    [InlineData("""{"uuid": "ff0a1bda-34b9-11eb-b339-0242ac120002", "position": [1, 5], "timestamp": "2020-12-02 16:19:50", "contacts": [{"uuid": "ff0a1bda-34b9-11eb-b339-0242ac120002", "timestamp": "2020-12-02 16:19:50"}]}""", MessageProblem.TooManyContacts)]
    public void A_datagram_is_a_message_or_is_dropped_and_counted_by_its_reason(string text, MessageProblem? problem)
    {
        Reception reception = Make();

        (reception.Read(Encoding.UTF8.GetBytes(text), new Sender(Here, 4000), Now) is null).ShouldBe(problem is not null);

        reception.Dropped.Total.ShouldBe(problem is null ? 0 : 1);
        if (problem is { } reason) reception.Dropped.Of(reason).ShouldBe(1);
    }

    [Fact]
    public void A_datagram_that_is_too_long_is_dropped_unread()
    {
        Reception reception = Make();
        reception.Read([.. Message(), .. new byte[60_000]], new Sender(Here, 4000), Now).ShouldBeNull();
        reception.Dropped.Of(MessageProblem.TooLong).ShouldBe(1);
    }

    [Fact]
    public void Who_is_of_another_network_is_not_heard()
    {
        Reception reception = Make();
        reception.Read(Message(), new Sender(0xC0A80101, 4000), Now).ShouldBeNull();
        reception.Dropped.ByReason.ShouldBe(new Dictionary<string, long> { ["OtherNetwork"] = 1 });
    }

    [Fact]
    public void One_sender_that_is_too_fast_does_not_take_the_allowance_of_others()
    {
        Reception reception = Make(new ReceptionLimits { PerSender = 5, Overall = 20, Senders = 10 });
        for (int i = 0; i < 100; i++) reception.Read(Message(Guid.NewGuid()), new Sender(Here, 4000), Now);
        reception.Dropped.Of(DropReason.TooFast).ShouldBe(95);

        reception.Read(Message(), new Sender(Here, 4001), Now).ShouldNotBeNull();
        reception.Read(Message(), new Sender(Here, 4000), Now + 1_000).ShouldNotBeNull("a second later it may speak again");
    }

    [Fact]
    public void Senders_and_datagrams_without_end_cost_no_more_than_the_bounds()
    {
        Reception reception = Make(new ReceptionLimits { PerSender = 5, Overall = 30, Senders = 10 });
        int taken = 0;
        for (int i = 0; i < 1_000; i++) taken += reception.Read(Message(), new Sender(Here, i), Now) is null ? 0 : 1;
        taken.ShouldBe(10);
        reception.Dropped.Of(DropReason.TooManySenders).ShouldBe(990);

        for (int i = 0; i < 1_000; i++) taken += reception.Read(Message(), new Sender(Here, i % 10), Now) is null ? 0 : 1;
        taken.ShouldBe(30);
        reception.Dropped.Of(DropReason.TooMany).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_clock_that_is_set_back_silences_nobody()
    {
        Reception reception = Make(new ReceptionLimits { PerSender = 1 });
        reception.Read(Message(), new Sender(Here, 1), Now).ShouldNotBeNull();
        reception.Read(Message(), new Sender(Here, 1), Now - 30_000).ShouldNotBeNull();
    }

    [Fact]
    public void Whatever_bytes_come_a_message_within_its_bounds_or_nothing_comes_of_them()
    {
        var random = new Random(11);
        byte[] whole = Encoding.UTF8.GetBytes("""{"uuid": "ff0a1bda-34b9-11eb-b339-0242ac120002", "position": [1, 5], "infected": false, "timestamp": "2020-12-02 16:19:50.000001", "alive": true, "simulation": "a"}""");
        Reception reception = Make(new ReceptionLimits { Overall = 1_000_000, PerSender = 10_000 });
        int taken = 0, rounds = 20_000;
        for (int round = 0; round < rounds; round++)
        {
            byte[] bytes = random.Next(8) == 0 ? new byte[random.Next(2_000)] : [.. whole.AsSpan(0, random.Next(3) == 0 ? random.Next(whole.Length) : whole.Length)];
            if (bytes.Length != whole.Length && random.Next(2) == 0) random.NextBytes(bytes);
            for (int i = random.Next(4); i > 0 && bytes.Length > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (reception.Read(bytes, new Sender(Here, random.Next(100)), Now) is not { } message) continue;
            taken++;
            message.Person.ShouldNotBe(Guid.Empty);
            message.X.ShouldBeInRange(0, 100);
            message.Y.ShouldBeInRange(0, 100);
            message.Time.ShouldBeInRange(0, Now + 60_000);
            message.Contacts.ShouldBeEmpty();
        }
        (taken + reception.Dropped.Total).ShouldBe(rounds);
        taken.ShouldBeGreaterThan(1_000);
    }
}
