using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Vicinity.Client;
using Vicinity.Contacts;

namespace Vicinity.Gateway.Contacts.Tests;

/// <summary>The contacts application over a real node and a real gateway.</summary>
public sealed class ContactsPartTests
{
    private static readonly ContactsOptions s_crowd = new()
    {
        CrowdPeople = 40,
        CrowdInfected = 2,
        TickMs = 20,
        CrowdTicks = 0,
        // Nobody is infected twice, so an exposure and a trace are of the same infection of their source.
        Parameters = new SimulationParameters { FieldWidth = 20, FieldHeight = 20, Lifetime = 60, ImmuneForLife = true },
    };

    [Fact]
    public async Task A_crowd_lives_and_dies_in_the_log_and_all_of_it_is_answered()
    {
        await using TestNode node = TestNode.StartNew();
        var part = new ContactsPart(s_crowd with { BootstrapServers = node.Address });
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: part);
        string cookie = await gateway.OperatorCookieAsync();

        await Eventually.UntilAsync(() => part.Processor.NextLook, async () => (await ReadAsync(gateway, cookie, "/api/contacts/simulations")).AsArray().Any(s => s!["counts"]!["dead"]!.GetValue<int>() == 40), "a run is over");

        // Names hold the time at which a run began; which was heard of last depends on the order in which partitions are read.
        JsonNode run = (await ReadAsync(gateway, cookie, "/api/contacts/simulations")).AsArray().MinBy(s => s!["name"]!.GetValue<string>(), StringComparer.Ordinal)!;
        string name = Uri.EscapeDataString(run["name"]!.GetValue<string>());
        JsonArray people = (await ReadAsync(gateway, cookie, $"/api/contacts/people?simulation={name}")).AsArray();
        people.Count.ShouldBe(40);
        people.ShouldAllBe(p => p!["health"]!.GetValue<string>() == "dead");
        JsonArray timeline = (await ReadAsync(gateway, cookie, $"/api/contacts/timeline?simulation={name}&points=1000")).AsArray();
        timeline.Select(t => t!["tick"]!.GetValue<int>()).ShouldBe(Enumerable.Range(1, 60));
        timeline[^1]!["dead"]!.GetValue<int>().ShouldBe(40);
        timeline.Max(t => t!["infected"]!.GetValue<int>()).ShouldBeGreaterThan(4);
        long middle = timeline[30]!["t"]!.GetValue<long>();
        (await ReadAsync(gateway, cookie, $"/api/contacts/people?simulation={name}&at={middle}")).AsArray().Count(p => p!["health"]!.GetValue<string>() != "dead").ShouldBe(40);
        JsonNode columns = await ReadAsync(gateway, cookie, $"/api/contacts/people/columns?simulation={name}&at={middle}");
        JsonArray then = (await ReadAsync(gateway, cookie, $"/api/contacts/people?simulation={name}&at={middle}")).AsArray();
        columns["ids"]!.AsArray().Select(id => id!.GetValue<string>()).ShouldBe(then.Select(p => p!["id"]!.GetValue<string>()));
        columns["x"]!.AsArray().Select(x => x!.GetValue<double>()).ShouldBe(then.Select(p => Math.Round(p!["x"]!.GetValue<double>(), 3)));
        columns["looks"]!.AsArray().Count(l => (l!.GetValue<int>() & 7) == 2).ShouldBe(then.Count(p => p!["health"]!.GetValue<string>() == "infected"));
        JsonNode statistics = await ReadAsync(gateway, cookie, $"/api/contacts/statistics?simulation={name}");
        int infections = statistics["infections"]!.GetValue<int>();
        infections.ShouldBeGreaterThan(10);
        statistics["secondaryCases"]!.AsArray().Sum(n => n!.GetValue<int>()).ShouldBe(infections);
        JsonNode data = await ReadAsync(gateway, cookie, $"/data?simulation={name}&snapshots=5");
        data["result"]!.AsArray().Count.ShouldBe(5);
        JsonNode person = data["result"]![0]!.AsObject().First().Value!;
        (person["position"]!.AsArray().Count, person["alive"]!.GetValue<bool>()).ShouldBe((2, true));

        // Somebody who was infected by another was exposed to it, and a trace forward from the source comes to it.
        string? exposed = null;
        foreach (JsonNode? someone in people)
        {
            string id = someone!["id"]!.GetValue<string>();
            if ((await ReadAsync(gateway, cookie, $"/api/contacts/people/{id}/exposures?simulation={name}")).AsArray() is not { Count: > 0 } exposures) continue;
            exposed = id;
            string source = exposures[0]!["to"]!.GetValue<string>();
            JsonNode trace = await ReadAsync(gateway, cookie, $"/api/contacts/people/{source}/trace?simulation={name}&depth=1");
            trace["complete"]!.GetValue<bool>().ShouldBeTrue();
            trace["steps"]!.AsArray().Select(s => s!["person"]!.GetValue<string>()).ShouldContain(id);
            break;
        }
        exposed.ShouldNotBeNull();
    }

    [Fact]
    public async Task Live_readers_are_pushed_all_people_first_and_then_those_who_report()
    {
        await using TestNode node = TestNode.StartNew();
        var part = new ContactsPart(s_crowd with { BootstrapServers = node.Address, TickMs = 200 });
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: part);
        await using LiveClient reader = await LiveClient.ConnectAsync(gateway.Host.Address, await gateway.OperatorCookieAsync(), path: ContactsPart.HubPath);
        await reader.InvokeAsync("Watch", null);

        JsonNode full = await reader.NextAsync("contacts", push => push["full"]!.GetValue<bool>() && push["columns"]?["numbers"]!.AsArray().Count == 40);
        JsonNode later = await reader.NextAsync("contacts", push => !push["full"]!.GetValue<bool>() && push["columns"]!["numbers"]!.AsArray().Count > 0);

        later["simulation"]!.GetValue<string>().ShouldBe(full["simulation"]!.GetValue<string>());
        later["counts"]!["all"]!.GetValue<int>().ShouldBe(40);
        full["columns"]!["ids"]!.AsArray().Select(id => Guid.Parse(id!.GetValue<string>())).Distinct().Count().ShouldBe(40);
        later["columns"]!["ids"]!.AsArray().ShouldBeEmpty();
        foreach (string column in (string[])["x", "y", "looks", "ages"])
            later["columns"]![column]!.AsArray().Count.ShouldBe(later["columns"]!["numbers"]!.AsArray().Count, column);
    }

    [Fact]
    public async Task Persons_are_for_the_operator_and_figures_for_everybody()
    {
        await using TestNode node = TestNode.StartNew();
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: new ContactsPart(new ContactsOptions { BootstrapServers = node.Address }));
        foreach (string path in (string[])["/api/contacts/people", $"/api/contacts/people/{Guid.NewGuid()}/exposures", $"/api/contacts/people/{Guid.NewGuid()}/trace", "/data", "/api/contacts/privacy"])
            (await gateway.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
        (await gateway.GetAsync("/api/contacts/simulations")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await gateway.GetAsync("/live/contacts/negotiate")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Reports_of_the_original_program_are_shown_and_broken_ones_cost_nobody_else()
    {
        await using TestNode node = TestNode.StartNew();
        var part = new ContactsPart(new ContactsOptions { BootstrapServers = node.Address });
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: part);
        string cookie = await gateway.OperatorCookieAsync();
        Guid person = Guid.NewGuid();
        string time = $"{DateTime.Now:yyyy-MM-dd HH:mm:ss.ffffff}";
        await using (var producer = new Producer(new ProducerOptions { BootstrapServers = node.Address, AllowAutoTopicCreation = true }))
        {
            await producer.SendAsync("contacts", ""u8, "no report"u8);
            await producer.SendAsync("contacts", ""u8, Encoding.UTF8.GetBytes(JsonValue.Create($$"""{"uuid": "{{person}}", "position": [12, 34], "infected": true, "timestamp": "{{time}}", "alive": true, "contacts": []}""").ToJsonString()));
        }

        await Eventually.UntilAsync(() => part.Processor.NextLook, async () => (await ReadAsync(gateway, cookie, "/api/contacts/simulations")).AsArray().Count == 1, "the report is there");

        JsonNode shown = (await ReadAsync(gateway, cookie, "/api/contacts/people?simulation=devices")).AsArray().Single()!;
        (shown["id"]!.GetValue<Guid>(), shown["x"]!.GetValue<double>(), shown["health"]!.GetValue<string>()).ShouldBe((person, 12.0, "infected"));
        part.Processor.BadRecords.ShouldBe(1);
    }

    [Theory]
    [InlineData("/api/contacts/timeline", HttpStatusCode.NotFound)]
    [InlineData("/api/contacts/timeline?simulation=none", HttpStatusCode.NotFound)]
    [InlineData("/api/contacts/timeline?points=many", HttpStatusCode.BadRequest)]
    [InlineData("/api/contacts/people?at=soon", HttpStatusCode.BadRequest)]
    [InlineData("/api/contacts/people/columns", HttpStatusCode.BadRequest)]
    [InlineData("/api/contacts/people/nobody/trace", HttpStatusCode.NotFound)]
    [InlineData("/data?snapshots=0", HttpStatusCode.BadRequest)]
    [InlineData("/api/contacts/privacy?people=-1", HttpStatusCode.BadRequest)]
    [InlineData("/api/contacts/privacy?people=many", HttpStatusCode.BadRequest)]
    [InlineData("/api/contacts/privacy?people=99999999999", HttpStatusCode.BadRequest)]
    [InlineData("/api/contacts/privacy?ticks=0", HttpStatusCode.BadRequest)]
    [InlineData("/api/contacts/privacy?runs=0", HttpStatusCode.BadRequest)]
    [InlineData("/api/contacts/privacy?simulation=none", HttpStatusCode.NotFound)]
    [InlineData("/api/contacts/privacy?people=1000000&ticks=1000", HttpStatusCode.BadRequest)]
    [InlineData("/api/contacts/privacy?app_share=2", HttpStatusCode.BadRequest)]
    [InlineData("/api/contacts/privacy?app_share=0", HttpStatusCode.BadRequest)]
    [InlineData("/api/contacts/privacy?app_share=0.5&app_share=0.6", HttpStatusCode.BadRequest)]
    [InlineData("/api/contacts/privacy?movement=fly", HttpStatusCode.BadRequest)]
    [InlineData("/api/contacts/privacy?shoe_size=42", HttpStatusCode.BadRequest)]
    [InlineData("/data", HttpStatusCode.OK)]
    public async Task What_cannot_be_answered_is_refused(string path, HttpStatusCode status)
    {
        await using TestNode node = TestNode.StartNew();
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: new ContactsPart(new ContactsOptions { BootstrapServers = node.Address }));
        (await gateway.GetAsync(path, "Cookie", await gateway.OperatorCookieAsync())).StatusCode.ShouldBe(status);
    }

    [Theory]
    [InlineData("/api/contacts/people?since=NaN", "since is 'NaN' and must be a whole number from -9223372036854775808 to 9223372036854775807.")]
    [InlineData("/api/contacts/timeline?points=1e30", "points is '1e30' and must be a whole number from -2147483648 to 2147483647.")]
    [InlineData("/api/contacts/infections?limit=%22%20from%20%22", "limit is '\" from \"' and must be a whole number")]
    public async Task A_value_of_the_wrong_kind_is_refused_with_its_name_and_bounds_and_no_type_of_the_program(string path, string reason)
    {
        await using TestNode node = TestNode.StartNew();
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: new ContactsPart(new ContactsOptions { BootstrapServers = node.Address }));
        using HttpResponseMessage answer = await gateway.GetAsync(path, "Cookie", await gateway.OperatorCookieAsync());
        string detail = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["detail"]!.GetValue<string>();
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        detail.ShouldContain(reason);
        detail.ShouldNotContain("Nullable");
    }

    private static async Task<JsonNode> ReadAsync(RunningGateway gateway, string cookie, string path)
    {
        using HttpResponseMessage answer = await gateway.GetAsync(path, "Cookie", cookie);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, $"{path}: {text}");
        return JsonNode.Parse(text)!;
    }
}
