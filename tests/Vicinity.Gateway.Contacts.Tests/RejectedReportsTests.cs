using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Vicinity.Client;
using Vicinity.Contacts;
using Vicinity.Model;

namespace Vicinity.Gateway.Contacts.Tests;

/// <summary>Reports that cannot be read, over a real node.</summary>
public sealed class RejectedReportsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_broken_report_is_rejected_once_with_its_reason_and_place_however_many_read_the_log()
    {
        await using TestNode node = TestNode.StartNew();
        ContactsOptions options = new() { BootstrapServers = node.Address, Partitions = 2 };
        string large = $$"""{"uuid": "{{Guid.NewGuid()}}", "position": [1, "{{new string('x', 100_000)}}"]}""";
        await ProduceAsync(node, options, partition: 1, "no report", ReportOf(Guid.NewGuid()), """{"position": [1, 2]}""", large);
        await using var one = await RunningRejection.StartAsync(options);
        await using var other = await RunningRejection.StartAsync(options);

        List<ConsumedRecord> rejected = await ReadAsync(node, options, 3);
        SpinWait.SpinUntil(() => one.Counts.All + other.Counts.All >= 3, TimeSpan.FromSeconds(30));
        await one.DisposeAsync();
        await other.DisposeAsync();

        rejected.Select(r => r.ValueText).ShouldBe(["no report", """{"position": [1, 2]}""", large[..65_536]]);
        rejected.Select(r => Header(r, "problem")).ShouldBe(["NotJson", "NoIdentity", "NoPosition"]);
        rejected.Select(r => Header(r, "source.offset")).ShouldBe(["0", "2", "3"]);
        rejected.ShouldAllBe(r => Header(r, "source.topic") == "contacts" && Header(r, "source.partition") == "1" && r.KeyText == "key");
        Header(rejected[0], "reason").ShouldBe("the message is no JSON");
        Header(rejected[2], "source.bytes").ShouldBe($"{large.Length}");
        (one.Counts.All + other.Counts.All).ShouldBe(3);
        (one.Counts[MessageProblem.NotJson] + other.Counts[MessageProblem.NotJson]).ShouldBe(1);
    }

    [Fact]
    public async Task What_was_rejected_before_a_kill_is_not_rejected_again_though_nothing_was_committed()
    {
        await using TestNode node = TestNode.StartNew();
        ContactsOptions options = new() { BootstrapServers = node.Address, Partitions = 1 };
        await ProduceAsync(node, options, partition: 0, "first", "second");
        await using (await RunningRejection.StartAsync(options)) (await ReadAsync(node, options, 2)).Count.ShouldBe(2);
        await using (var admin = new Admin(new AdminOptions { BootstrapServers = node.Address }))
            await admin.CommitGroupOffsetsAsync(RejectedReports.GroupOf(options), new Dictionary<TopicPartition, long> { [new("contacts", 0)] = 0 }, Cancel);
        await ProduceAsync(node, options, partition: 0, "third");

        await using var again = await RunningRejection.StartAsync(options);

        (await ReadAsync(node, options, 3)).Select(r => r.ValueText).ShouldBe(["first", "second", "third"]);
        SpinWait.SpinUntil(() => again.Counts.All >= 1, TimeSpan.FromSeconds(30));
        await again.DisposeAsync();
        again.Counts.All.ShouldBe(1);
    }

    [Fact]
    public async Task A_device_that_reports_into_a_run_of_a_crowd_is_rejected_and_not_shown_there()
    {
        await using TestNode node = TestNode.StartNew();
        var part = new ContactsPart(new ContactsOptions { BootstrapServers = node.Address, Partitions = 1 });
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: part);
        var operate = new Caller(gateway);
        (await operate.SendAsync("POST", "/api/contacts/simulations", """{"name": "crowd", "people": 5, "infected": 1, "tickMs": 10, "ticks": 20}""")).ShouldBe(System.Net.HttpStatusCode.Created);
        string stranger = ReportOf(Guid.NewGuid()).Replace("\"alive\"", "\"simulation\": \"crowd\", \"alive\"");
        string counted = ReportOf(Guid.NewGuid()).Replace("\"alive\"", "\"tick\": 900000000, \"alive\"");
        await ProduceAsync(node, new ContactsOptions { Partitions = 1 }, partition: 0, stranger, counted, ReportOf(Guid.NewGuid()));

        List<ConsumedRecord> rejected = await ReadAsync(node, new ContactsOptions(), 1);
        rejected.Select(r => (r.ValueText, Header(r, "problem"))).ShouldBe([(stranger, "OtherSimulation")]);
        Header(rejected[0], "reason").ShouldStartWith("the simulation 'crowd' counts ticks and the report has none");
        await Eventually.UntilAsync(
            () => part.Processor.NextLook, () => Task.FromResult(part.Simulations.TryGet("devices", out SimulationView? devices) && devices.Counts.All == 2), "the devices are known");
        part.Simulations.Misplaced.ShouldBe(1);
        part.Simulations.TryGet("crowd", out SimulationView? crowd).ShouldBeTrue();
        crowd!.Counts.All.ShouldBe(5);
        part.Simulations.TryGet("devices", out SimulationView? of).ShouldBeTrue();
        of!.Counts.Tick.ShouldBeInRange(1, 60);
    }

    private static string ReportOf(Guid person) => $$"""{"uuid": "{{person}}", "position": [12, 34], "infected": false, "timestamp": "{{DateTime.UtcNow:O}}", "alive": true}""";

    private static string? Header(ConsumedRecord record, string name) => Encoding.UTF8.GetString(record.Headers.Single(h => h.Key == name).Value!.Value.Span);

    private static async Task ProduceAsync(TestNode node, ContactsOptions options, int partition, params string[] values)
    {
        await using var admin = new Admin(new AdminOptions { BootstrapServers = node.Address });
        await admin.EnsureTopicAsync(options.Topic, options.Partitions, cancel: Cancel);
        await using var producer = new Producer(new ProducerOptions { BootstrapServers = node.Address });
        foreach (string value in values) await producer.SendAsync(options.Topic, "key"u8, Encoding.UTF8.GetBytes(value), partition: partition);
    }

    /// <summary>All rejected records, once there are so many; more would have come with them or before.</summary>
    private static async Task<List<ConsumedRecord>> ReadAsync(TestNode node, ContactsOptions options, int count)
    {
        await using var consumer = new Consumer(new ConsumerOptions { BootstrapServers = node.Address, AutoOffsetReset = OffsetReset.Earliest, TopicRefreshInterval = TimeSpan.FromMilliseconds(50) });
        consumer.Subscribe(TopicFilter.Topics(options.RejectedTopic));
        var records = new List<ConsumedRecord>();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (records.Count < count)
        {
            if (await consumer.PollAsync(TimeSpan.FromSeconds(1), patience.Token) is { } batch) records.AddRange(batch.ToRecords());
        }
        return records;
    }

    /// <summary>The service by itself, as one process of several has it.</summary>
    private sealed class RunningRejection : IAsyncDisposable
    {
        private readonly RejectedReports _service;
        private readonly RunFollower _runs;

        private RunningRejection(ContactsOptions options)
        {
            var runs = new RunList();
            _runs = new RunFollower(options, runs, new SimulationList(options, runs), NullLogger<RunFollower>.Instance);
            _service = new RejectedReports(options, Counts, runs, _runs, NullLogger<RejectedReports>.Instance);
        }

        public RejectedCounts Counts { get; } = new();

        public static async Task<RunningRejection> StartAsync(ContactsOptions options)
        {
            var running = new RunningRejection(options);
            await running._runs.StartAsync(Cancel);
            await running._service.StartAsync(Cancel);
            return running;
        }

        public async ValueTask DisposeAsync()
        {
            await _service.StopAsync(CancellationToken.None);
            await _runs.StopAsync(CancellationToken.None);
            _service.Dispose();
            _runs.Dispose();
            Counts.Dispose();
        }
    }
}
