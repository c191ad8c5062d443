using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Npgsql;
using Vicinity.Client;
using Vicinity.Contacts;

namespace Vicinity.System.Tests;

/// <summary>The contacts' store as processes, with a real PostgreSQL, both killed.</summary>
public sealed class StoreKillTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task Consumers_and_PostgreSQL_are_killed_and_come_back_and_nothing_is_lost_or_doubled()
    {
        await using PostgresServer postgres = await PostgresServer.StartNewAsync();
        await using var database = new TestDatabase($"{postgres.Text};Pooling=false");
        using var node = new NodeProcess();
        await node.StartAsync(Cancel);
        await using var admin = new Admin(new AdminOptions { BootstrapServers = node.Address });
        await admin.CreateTopicAsync("contacts", 6, 1, cancel: Cancel);
        List<PersonMessage> reports = RandomReports.Make(31, people: 20, ticks: 120, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 600_000, "a run");
        int quarter = reports.Count / 4;
        using VicinityProcess one = StartStore(node, postgres);
        using VicinityProcess other = StartStore(node, postgres);

        await WriteAsync(node, reports[..quarter]);
        await UntilStoredAsync(database, stored => stored > 0);
        one.Kill();
        await WriteAsync(node, reports[quarter..(2 * quarter)]);
        await UntilStoredAsync(database, stored => stored > quarter);
        await postgres.KillAsync();
        await WriteAsync(node, reports[(2 * quarter)..(3 * quarter)]);
        await other.WaitForOutputAsync("Nothing is stored until it can be", s_patience, Cancel);
        await postgres.StartAsync();
        using VicinityProcess third = StartStore(node, postgres);
        await WriteAsync(node, reports[(3 * quarter)..]);

        await UntilStoredAsync(database, stored => stored == reports.Count);
        await new ExpectedState(reports).ShouldBeInAsync(database);
        (await other.TerminateAsync(s_patience, Cancel)).ShouldBe(0, other.Output);
        foreach (VicinityProcess store in (VicinityProcess[])[one, other, third]) store.Output.ShouldNotContain("never-shown");
    }

    [Fact(Timeout = 180_000)]
    public async Task While_the_database_is_away_the_views_go_on_and_the_operator_is_warned()
    {
        using var folder = new TemporaryFolder();
        string page = $"127.0.0.1:{FreePort.Next()}";
        using VicinityProcess up = VicinityProcess.Start(
            new Dictionary<string, string> { ["VICINITY__CONTACTS__STORE"] = "Host=127.0.0.1;Port=1;Username=vicinity;Password=never-shown" },
            "up", "--apps", "contacts", "--contacts-people", "20", "--data", folder.Path, "--http", page, "--listen", "127.0.0.1:0");
        using var http = new HttpClient { BaseAddress = new Uri($"http://{page}") };
        JsonNode? ready = await UntilAsync(
            async () => await ReadAsync(http, "/readyz") is { } answer && answer["status"]!.GetValue<string>() == "degraded" && await ReadAsync(http, "/api/contacts/simulations") is JsonArray { Count: > 0 } ? answer : null,
            () => $"the views show the crowd and the warning is there: {up.Output}");
        JsonNode? warned = ready?["checks"]?.AsArray().SingleOrDefault(c => c!["name"]!.GetValue<string>() == "contacts store");
        if (warned is not null) warned["warning"]!.GetValue<string>().ShouldContain("PostgreSQL at 127.0.0.1:1/vicinity");
        up.Output.ShouldContain("127.0.0.1:1/vicinity");
        up.Output.ShouldNotContain("never-shown");
    }

    private static VicinityProcess StartStore(NodeProcess node, PostgresServer postgres) => VicinityProcess.Start(
        new Dictionary<string, string> { ["VICINITY__CONTACTS__STORE"] = postgres.Text, ["VICINITY__CONTACTS__STOREMOSTREPORTS"] = "60", ["VICINITY__CONTACTS__STOREWAITMS"] = "50" },
        "contacts", "store", "--bootstrap-server", node.Address);

    private static async Task WriteAsync(NodeProcess node, IEnumerable<PersonMessage> reports)
    {
        await using var producer = new Producer(new ProducerOptions { BootstrapServers = node.Address });
        var value = new ArrayBufferWriter<byte>();
        foreach (PersonMessage report in reports)
        {
            value.ResetWrittenCount();
            MessageJson.Write(value, report);
            await producer.PostAsync("contacts", report.Person.ToByteArray(), value.WrittenMemory);
        }
        await producer.FlushAsync(Cancel);
    }

    private static async Task UntilStoredAsync(TestDatabase database, Func<long, bool> enough)
    {
        long last = -1;
        await UntilAsync(
            async () =>
            {
                try
                {
                    last = await database.AskAsync<long>("select coalesce(sum(next), 0)::bigint from contacts.offsets");
                }
                catch (PostgresException absent) when (absent.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
                {
                    // The schema is being made.
                }
                return enough(last) ? "stored" : null;
            },
            () => $"{last} reports are stored");
    }

    private static async Task<T> UntilAsync<T>(Func<Task<T?>> ask, Func<string> what)
        where T : class
    {
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            if (await ask() is { } answer) return answer;
            if (Stopwatch.GetElapsedTime(began) > s_patience) throw new TimeoutException($"not within {s_patience}: {what()}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), Cancel);
        }
    }

    private static async Task<JsonNode?> ReadAsync(HttpClient http, string path)
    {
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(path, Cancel);
            return answer.StatusCode == HttpStatusCode.OK ? JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel)) : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
