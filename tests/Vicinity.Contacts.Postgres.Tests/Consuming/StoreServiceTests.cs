using System.Buffers;
using Vicinity.Client;

namespace Vicinity.Contacts.Postgres.Tests;

/// <summary>The store over a real node and a real PostgreSQL.</summary>
public sealed class StoreServiceTests(ServerFixture server)
{
    private const int Partitions = 6;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    [Fact(Timeout = 180_000)]
    public async Task Two_consumers_share_the_work_and_one_that_ends_and_one_that_comes_lose_and_double_nothing()
    {
        await using TestNode node = TestNode.StartNew();
        await using TestDatabase database = await server.NewAsync();
        ContactsOptions options = new() { BootstrapServers = node.Address, Partitions = Partitions, Store = database.Text, StoreWaitMs = 50, StoreMostReports = 40 };
        List<PersonMessage> reports = RandomReports.Make(21, people: 24, ticks: 60, Now - 600_000, "a run");
        await using RunningStore one = await RunningStore.StartAsync(options);
        RunningStore other = await RunningStore.StartAsync(options);
        await WriteAsync(node, options, reports[..500]);
        await RunningStore.UntilAsync(() => Task.FromResult(one.Service.Status.Reports > 0 && other.Service.Status.Reports > 0), "both have written", one, other);

        Task writing = WriteAsync(node, options, reports[500..]);
        await other.DisposeAsync();
        await using RunningStore third = await RunningStore.StartAsync(options);
        await writing;

        await RunningStore.UntilAsync(async () => await database.AskAsync<long>("select coalesce(sum(next), 0)::bigint from contacts.offsets") == reports.Count, "all are stored", one, third);
        await new ExpectedState(reports).ShouldBeInAsync(database);
        (one.Service.Status.Reports + other.Service.Status.Reports + third.Service.Status.Reports).ShouldBe(reports.Count);
    }

    [Fact(Timeout = 180_000)]
    public async Task While_PostgreSQL_is_killed_the_log_keeps_everything_and_afterwards_all_of_it_is_stored_once()
    {
        await using PostgresServer postgres = await PostgresServer.StartNewAsync();
        await using TestNode node = TestNode.StartNew();
        await using var database = new TestDatabase($"{postgres.Text};Pooling=false");
        ContactsOptions options = new() { BootstrapServers = node.Address, Partitions = 2, Store = postgres.Text, StoreWaitMs = 20, StoreMostReports = 25 };
        List<PersonMessage> reports = RandomReports.Make(22, people: 12, ticks: 60, Now - 600_000, null);
        await using RunningStore store = await RunningStore.StartAsync(options);
        int third = reports.Count / 3;

        await WriteAsync(node, options, reports[..third]);
        await RunningStore.UntilAsync(() => Task.FromResult(store.Service.Status.Reports > 0), "some are stored", store);
        await postgres.KillAsync();
        await WriteAsync(node, options, reports[third..(2 * third)]);
        await RunningStore.UntilAsync(() => Task.FromResult(store.Service.Status.Problem is not null), "the trouble is told", store);
        store.Service.Status.Problem!.ShouldContain("PostgreSQL at 127.0.0.1:");
        store.Service.Status.Problem!.ShouldNotContain("never-shown");
        await postgres.StartAsync();
        await WriteAsync(node, options, reports[(2 * third)..]);

        await RunningStore.UntilAsync(async () => await database.AskAsync<long>("select coalesce(sum(next), 0)::bigint from contacts.offsets") == reports.Count, "all are stored", store);
        await new ExpectedState(reports).ShouldBeInAsync(database);
        await RunningStore.UntilAsync(() => Task.FromResult(store.Service.Status is { Problem: null, Delayed: false }), "all is well", store);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_device_that_names_a_run_of_a_crowd_is_left_out_as_it_is_on_the_page()
    {
        await using TestNode node = TestNode.StartNew();
        await using TestDatabase database = await server.NewAsync();
        ContactsOptions options = new() { BootstrapServers = node.Address, Partitions = 1, Store = database.Text, StoreWaitMs = 20 };
        await using (var admin = new Admin(new AdminOptions { BootstrapServers = node.Address })) await admin.EnsureTopicAsync(options.RunsTopic, 1, cancel: Cancel);
        await using (var producer = new Producer(new ProducerOptions { BootstrapServers = node.Address }))
        {
            var run = new ArrayBufferWriter<byte>();
            RunJson.Write(run, new Run { Name = "a crowd", Id = Guid.NewGuid(), Kind = RunKind.Crowd, Changed = Now });
            await producer.SendAsync(options.RunsTopic, "a crowd"u8, run.WrittenSpan);
        }
        PersonMessage device = new() { Person = Guid.NewGuid(), X = 1, Y = 1, Time = Now, Simulation = "a crowd" }, member = device with { Person = Guid.NewGuid(), Tick = 1 };
        await WriteAsync(node, options, [device, member]);

        await using RunningStore store = await RunningStore.StartAsync(options);

        await RunningStore.UntilAsync(() => Task.FromResult(store.Service.Status.Reports > 0), "the other report is stored", store);
        store.Service.Status.LeftOut.ShouldBe(1);
        (await database.RowsAsync("select id from contacts.people")).ShouldBe([$"{member.Person}"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task What_a_device_says_is_stored_at_its_time_though_it_says_a_tick()
    {
        await using TestNode node = TestNode.StartNew();
        await using TestDatabase database = await server.NewAsync();
        ContactsOptions options = new() { BootstrapServers = node.Address, Partitions = 1, Store = database.Text, StoreWaitMs = 20 };
        long begun = Now - 600_000;
        Guid other = Guid.NewGuid();
        // Of ticks one after the other, but minutes apart: two contacts and not one.
        var device = new PersonMessage { Person = Guid.NewGuid(), X = 1, Y = 1, Time = begun, Tick = 1, Contacts = [new Heard(other, begun, 1, false)] };
        PersonMessage later = device with { Time = begun + 300_000, Tick = 2, Contacts = [new Heard(other, begun + 300_000, 1, false)] };
        await WriteAsync(node, options, [device, later]);

        await using RunningStore store = await RunningStore.StartAsync(options);

        await RunningStore.UntilAsync(() => Task.FromResult(store.Service.Status.Reports > 0), "the reports are stored", store);
        (await database.RowsAsync("select first_tick, last_tick from contacts.contacts order by begun")).ShouldBe(
            [$"{begun / 1000}|{begun / 1000}", $"{(begun + 300_000) / 1000}|{(begun + 300_000) / 1000}"]);
        (await database.RowsAsync("select tick from contacts.people")).ShouldBe([""]);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_database_that_is_made_anew_is_filled_from_the_log_whatever_the_group_committed()
    {
        await using TestNode node = TestNode.StartNew();
        await using TestDatabase first = await server.NewAsync();
        await using TestDatabase second = await server.NewAsync();
        ContactsOptions options = new() { BootstrapServers = node.Address, Partitions = 2, Store = first.Text, StoreWaitMs = 20 };
        List<PersonMessage> reports = RandomReports.Make(23, people: 6, ticks: 20, Now - 600_000, "a run");
        await WriteAsync(node, options, reports);
        await using (RunningStore store = await RunningStore.StartAsync(options))
            await RunningStore.UntilAsync(async () => await first.RowsAsync("select to_regclass('contacts.offsets')::text") is [{ Length: > 0 }] && await first.AskAsync<long>("select coalesce(sum(next), 0)::bigint from contacts.offsets") == reports.Count, "all are stored", store);

        await using RunningStore again = await RunningStore.StartAsync(options with { Store = second.Text });
        await RunningStore.UntilAsync(() => Task.FromResult(again.Service.Status.Reports == reports.Count), "all are stored again", again);
        await new ExpectedState(reports).ShouldBeInAsync(second);
    }

    [Fact(Timeout = 180_000)]
    public async Task Records_that_are_no_reports_are_passed_over()
    {
        await using TestNode node = TestNode.StartNew();
        await using TestDatabase database = await server.NewAsync();
        ContactsOptions options = new() { BootstrapServers = node.Address, Partitions = 1, Store = database.Text };
        var report = new PersonMessage { Person = Guid.NewGuid(), X = 1, Y = 2, Time = Now };
        await using (var producer = new Producer(new ProducerOptions { BootstrapServers = node.Address }))
        {
            await producer.SendAsync(options.Topic, "x"u8, "no report"u8);
            await producer.SendAsync(options.Topic, "x"u8, default);
        }
        await WriteAsync(node, options, [report]);
        await using RunningStore store = await RunningStore.StartAsync(options);
        await RunningStore.UntilAsync(() => Task.FromResult(store.Service.Status.Reports == 1), "the report is stored", store);
        store.Service.Status.LeftOut.ShouldBe(2);
    }

    private static async Task WriteAsync(TestNode node, ContactsOptions options, IEnumerable<PersonMessage> reports)
    {
        await using (var admin = new Admin(new AdminOptions { BootstrapServers = node.Address })) await admin.EnsureTopicAsync(options.Topic, options.Partitions, cancel: Cancel);
        await using var producer = new Producer(new ProducerOptions { BootstrapServers = node.Address });
        var value = new ArrayBufferWriter<byte>();
        foreach (PersonMessage report in reports)
        {
            value.ResetWrittenCount();
            MessageJson.Write(value, report);
            await producer.PostAsync(options.Topic, report.Person.ToByteArray(), value.WrittenMemory);
        }
        await producer.FlushAsync(Cancel);
    }
}
