using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Vicinity.Contacts;

namespace Vicinity.Gateway.Contacts.Tests;

/// <summary>Runs that are begun, branched, stopped and deleted by REST, over a real node.</summary>
public sealed class RunsTests
{
    private const string Simulations = "/api/contacts/simulations";

    [Fact]
    public async Task A_branch_without_other_parameters_is_the_run_that_it_left()
    {
        await using TestNode node = TestNode.StartNew();
        var part = new ContactsPart(new ContactsOptions { BootstrapServers = node.Address });
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: part);
        var operate = new Caller(gateway);
        (await operate.SendAsync("POST", Simulations, """{"name": "first", "people": 30, "infected": 2, "seed": 7, "tickMs": 10, "ticks": 60, "parameters": {"field_width": 20, "field_height": 20}}""")).ShouldBe(HttpStatusCode.Created);
        await UntilEndedAsync(part, operate, "first");

        (await operate.SendAsync("POST", $"{Simulations}/branch?simulation=first", """{"tick": 25, "name": "same"}""")).ShouldBe(HttpStatusCode.Created);
        (await operate.SendAsync("POST", $"{Simulations}/branch?simulation=first", """{"tick": 25, "name": "other", "parameters": {"infection_radius": 0}}""")).ShouldBe(HttpStatusCode.Created);
        JsonNode same = await UntilEndedAsync(part, operate, "same"), other = await UntilEndedAsync(part, operate, "other");

        same["branchOf"]!.ToJsonString().ShouldBe("""{"name":"first","tick":25}""");
        other["field"]!["radius"]!.GetValue<double>().ShouldBe(2);
        string[] first = await TimelineAsync(operate, "first"), branch = await TimelineAsync(operate, "same"), changed = await TimelineAsync(operate, "other");
        first.Length.ShouldBe(60);
        branch.ShouldBe(first);
        changed[..25].ShouldBe(first[..25]);
        changed.ShouldNotBe(first);
        // The same people were at the same places, too.
        (await PlacesAsync(operate, "same")).ShouldBe(await PlacesAsync(operate, "first"));
    }

    [Fact]
    public async Task People_come_to_a_run_that_goes_on_and_to_its_branches()
    {
        await using TestNode node = TestNode.StartNew();
        var part = new ContactsPart(new ContactsOptions { BootstrapServers = node.Address });
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: part);
        var operate = new Caller(gateway);
        (await operate.SendAsync("POST", Simulations, """{"name": "growing", "people": 0, "infected": 0, "tickMs": 20, "ticks": 0}""")).ShouldBe(HttpStatusCode.Created);

        (await operate.SendAsync("POST", $"{Simulations}/people?simulation=growing", """{"x": 5, "y": 6, "infected": true, "count": 3}""")).ShouldBe(HttpStatusCode.Accepted);
        int tick = JsonNode.Parse(operate.Last)!["tick"]!.GetValue<int>();
        (await operate.SendAsync("POST", $"{Simulations}/people?simulation=growing", """{"x": 101, "y": 6}""")).ShouldBe(HttpStatusCode.BadRequest);
        operate.Last.ShouldContain("x of an addition is 101 and must be between 0 and 100");
        await Eventually.UntilAsync(() => part.Processor.NextLook, async () => (await OneAsync(operate, "growing"))["counts"]!["all"]!.GetValue<int>() == 3, "three people are there");

        (await operate.SendAsync("POST", $"{Simulations}/stop?simulation=growing", "")).ShouldBe(HttpStatusCode.NoContent);
        (await OneAsync(operate, "growing"))["state"]!.GetValue<string>().ShouldBe("stopped");
        (await operate.SendAsync("POST", $"{Simulations}/people?simulation=growing", """{"count": 1}""")).ShouldBe(HttpStatusCode.NotFound);
        (await operate.SendAsync("POST", $"{Simulations}/branch?simulation=growing", $$"""{"tick": {{tick + 1}}, "name": "grown"}""")).ShouldBe(HttpStatusCode.Created);
        await Eventually.UntilAsync(() => part.Processor.NextLook, async () => (await OneAsync(operate, "grown"))["counts"]!["all"]!.GetValue<int>() == 3, "the branch has them");
        (await OneAsync(operate, "grown"))["plan"]!["additions"]!.GetValue<int>().ShouldBe(3);
    }

    [Fact]
    public async Task The_past_of_a_branch_is_that_of_its_run_also_where_people_came()
    {
        await using TestNode node = TestNode.StartNew();
        var part = new ContactsPart(new ContactsOptions { BootstrapServers = node.Address });
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: part);
        var operate = new Caller(gateway);
        (await operate.SendAsync("POST", Simulations, """{"name": "joined", "people": 10, "infected": 1, "tickMs": 50, "ticks": 25, "seed": 3, "parameters": {"field_width": 12, "field_height": 12}}""")).ShouldBe(HttpStatusCode.Created);
        (await operate.SendAsync("POST", $"{Simulations}/people?simulation=joined", """{"x": 5, "y": 6, "infected": true, "count": 5}""")).ShouldBe(HttpStatusCode.Accepted);
        await UntilEndedAsync(part, operate, "joined", more: 5);
        (await operate.SendAsync("POST", $"{Simulations}/branch?simulation=joined", """{"tick": 26}""")).ShouldBe(HttpStatusCode.BadRequest);
        operate.Last.ShouldContain("tick is 26 and must be between 0 and 25");
        (await operate.SendAsync("POST", $"{Simulations}/branch?simulation=joined", """{"tick": 25, "name": "again"}""")).ShouldBe(HttpStatusCode.Created);
        await UntilEndedAsync(part, operate, "again", more: 5);
        (await TimelineAsync(operate, "again")).ShouldBe(await TimelineAsync(operate, "joined"));
    }

    [Fact]
    public async Task A_deleted_run_is_not_shown_any_more_after_a_restart_either_and_its_name_stays_taken()
    {
        await using TestNode node = TestNode.StartNew();
        var options = new ContactsOptions { BootstrapServers = node.Address };
        var part = new ContactsPart(options);
        await using (RunningGateway gateway = await RunningGateway.StartAsync(part: part))
        {
            var operate = new Caller(gateway);
            foreach (string name in (string[])["kept", "gone"])
                (await operate.SendAsync("POST", Simulations, $$"""{"name": "{{name}}", "people": 5, "infected": 1, "tickMs": 10, "ticks": 20}""")).ShouldBe(HttpStatusCode.Created);
            await UntilEndedAsync(part, operate, "kept");
            await UntilEndedAsync(part, operate, "gone");
            (await operate.SendAsync("DELETE", $"{Simulations}?simulation=gone", "")).ShouldBe(HttpStatusCode.NoContent);
            (await NamesAsync(operate)).ShouldBe(["kept"]);
            (await operate.SendAsync("DELETE", $"{Simulations}?simulation=gone", "")).ShouldBe(HttpStatusCode.NotFound);
            (await operate.SendAsync("POST", Simulations, """{"name": "gone", "people": 5, "infected": 1}""")).ShouldBe(HttpStatusCode.BadRequest);
            operate.Last.ShouldContain("the name 'gone' is taken");
        }

        var again = new ContactsPart(options);
        await using RunningGateway restarted = await RunningGateway.StartAsync(part: again);
        var later = new Caller(restarted);
        await Eventually.UntilAsync(() => again.Processor.NextLook, () => Task.FromResult(again.Processor.Health.Live), "the log is read");
        (await NamesAsync(later)).ShouldBe(["kept"]);
        (await OneAsync(later, "kept"))["counts"]!["all"]!.GetValue<int>().ShouldBe(5);
        (await later.SendAsync("POST", $"{Simulations}/branch?simulation=kept", """{"tick": 10, "name": "continued"}""")).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task No_more_runs_go_on_than_are_allowed()
    {
        await using TestNode node = TestNode.StartNew();
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: new ContactsPart(new ContactsOptions { BootstrapServers = node.Address, MostRuns = 1, MostPeople = 100 }));
        var operate = new Caller(gateway);
        (await operate.SendAsync("POST", Simulations, """{"people": 101, "infected": 1}""")).ShouldBe(HttpStatusCode.Conflict);
        operate.Last.ShouldContain("101 people together, more than 100");
        (await operate.SendAsync("POST", Simulations, """{"name": "only", "people": 100, "infected": 1}""")).ShouldBe(HttpStatusCode.Created);
        (await operate.SendAsync("POST", Simulations, """{"people": 1, "infected": 1}""")).ShouldBe(HttpStatusCode.Conflict);
        operate.Last.ShouldContain("1 runs go on, which is the most");
    }

    [Fact]
    public async Task A_run_is_exported_in_each_form_and_read_page_by_page()
    {
        await using TestNode node = TestNode.StartNew();
        var part = new ContactsPart(new ContactsOptions { BootstrapServers = node.Address });
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: part);
        var operate = new Caller(gateway);
        (await operate.SendAsync("POST", Simulations, """{"name": "a run, \"first\"", "people": 30, "infected": 2, "seed": 7, "tickMs": 10, "ticks": 40, "parameters": {"field_width": 20, "field_height": 20}}""")).ShouldBe(HttpStatusCode.Created);
        await UntilEndedAsync(part, operate, "a run, \"first\"");
        string name = Uri.EscapeDataString("a run, \"first\"");

        JsonArray infections = (await operate.GetAsync($"/api/contacts/infections?simulation={name}")).AsArray();
        infections.Count.ShouldBeGreaterThan(5);
        infections.Count(i => i!["source"] is null).ShouldBe(2);
        (await operate.GetAsync($"/api/contacts/infections?simulation={name}&limit=2&after=3")).AsArray().Select(i => i!.ToJsonString()).ShouldBe(infections.Skip(3).Take(2).Select(i => i!.ToJsonString()));
        string[] people = [.. (await operate.GetAsync($"/api/contacts/people?simulation={name}&limit=12")).AsArray().Select(p => p!["id"]!.GetValue<string>())];
        people.ShouldBe([.. (await operate.GetAsync($"/api/contacts/people?simulation={name}")).AsArray().Select(p => p!["id"]!.GetValue<string>()).Order(StringComparer.Ordinal).Take(12)]);

        async Task<string[]> LinesAsync(string what, string format)
        {
            (await operate.SendAsync("GET", $"/api/contacts/export?simulation={name}&what={what}&format={format}")).ShouldBe(HttpStatusCode.OK, operate.Last);
            return operate.Last.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        }
        (await LinesAsync("timeline", "csv")).ShouldSatisfyAllConditions(l => l.Length.ShouldBe(41), l => l[0].ShouldBe("tick,time,susceptible,exposed,infected,immune,dead,dead_infected"), l => l[^1].ShouldStartWith("40,"));
        (await LinesAsync("infections", "jsonl")).Select(l => JsonNode.Parse(l)!["person"]!.GetValue<string>()).ShouldBe(infections.Select(i => i!["person"]!.GetValue<string>()));
        int meetings = (await operate.GetAsync($"/api/contacts/statistics?simulation={name}"))["meetings"]!.GetValue<int>();
        (await LinesAsync("contacts", "csv")).Length.ShouldBe(meetings + 1);
        JsonNode features = JsonNode.Parse((await LinesAsync("people", "geojson")).Single())!;
        features["features"]!.AsArray().Count.ShouldBe(30);
        features["features"]![0]!["properties"]!["health"].ShouldNotBeNull();
        foreach (string wrong in (string[])["what=all", "what=people&format=xml", "what=people&format=2", "what=contacts&format=geojson"])
            (await operate.SendAsync("GET", $"/api/contacts/export?simulation={name}&{wrong}")).ShouldBe(HttpStatusCode.BadRequest, wrong);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_public_sees_places_only_by_setting_and_never_who_people_are(bool isPublic)
    {
        await using TestNode node = TestNode.StartNew();
        var part = new ContactsPart(new ContactsOptions { BootstrapServers = node.Address, PublicPlaces = isPublic });
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: part);
        var operate = new Caller(gateway);
        (await operate.SendAsync("POST", Simulations, """{"name": "seen", "people": 30, "infected": 2, "tickMs": 10, "ticks": 20}""")).ShouldBe(HttpStatusCode.Created);
        await UntilEndedAsync(part, operate, "seen");

        using HttpResponseMessage places = await gateway.GetAsync("/api/contacts/places");
        places.StatusCode.ShouldBe(isPublic ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
        foreach (string path in (string[])["people", "infections", "export?what=people"])
            (await gateway.GetAsync($"/api/contacts/{path}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
        if (!isPublic) return;
        JsonArray seen = JsonNode.Parse(await places.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.AsArray();
        JsonArray people = (await operate.GetAsync("/api/contacts/people")).AsArray();
        seen.Select(p => $"{p!["x"]} {p["y"]} {p["health"]}").Order().ShouldBe(people.Select(p => $"{p!["x"]} {p["y"]} {p["health"]}").Order());
        seen.Select(p => p!["id"]!.GetValue<string>()).ShouldNotContain(id => people.Any(p => p!["id"]!.GetValue<string>() == id));
        await using LiveClient reader = await LiveClient.ConnectAsync(gateway.Host.Address, "", path: ContactsPart.HubPath);
        await reader.InvokeAsync("Watch", null);
        JsonNode push = await reader.NextAsync("contacts", p => p["people"]!.AsArray().Count == 30);
        push["people"]!.AsArray().Select(p => p!["id"]!.GetValue<string>()).ShouldNotContain(id => people.Any(p => p!["id"]!.GetValue<string>() == id));
    }

    [Theory]
    [InlineData("POST", "", """{"people": 5, "infected": 6}""", HttpStatusCode.BadRequest, "infected is 6 and must be between 0 and 5")]
    [InlineData("POST", "", """{"people": 5, "infected": 1, "parameters": {"field_widht": 1}}""", HttpStatusCode.BadRequest, "'field_widht' is no parameter")]
    [InlineData("POST", "", """{"people": 5, "infected": 1, "parameters": {"field_width": 0}}""", HttpStatusCode.BadRequest, "field_width is 0 and must be between 1 and 1000000")]
    [InlineData("POST", "", """{"people": 5, "infected": 1, "tickMs": 1}""", HttpStatusCode.BadRequest, "tickMs is 1 and must be between 10")]
    [InlineData("POST", "", """{"people": 5, "infected": 1, "name": "devices"}""", HttpStatusCode.BadRequest, "the name 'devices' is taken")]
    [InlineData("POST", "", """{"people": "many"}""", HttpStatusCode.BadRequest, "At $.people, the value is a string and must be a number.")]
    [InlineData("POST", "", """{"people": 1e300}""", HttpStatusCode.BadRequest, "At $.people, the value must be a whole number from -2147483648 to 2147483647.")]
    [InlineData("POST", "", """{"people": 2147483648}""", HttpStatusCode.BadRequest, "At $.people, the value must be a whole number from -2147483648 to 2147483647.")]
    [InlineData("POST", "", """{"people": 5, "infected": 1, "seed": -1}""", HttpStatusCode.BadRequest, "At $.seed, the value must be a whole number from 0 to 18446744073709551615.")]
    [InlineData("POST", "", """{"people": 5, """, HttpStatusCode.BadRequest, "The body cannot be read as JSON of this endpoint.")]
    [InlineData("POST", "", """[1]""", HttpStatusCode.BadRequest, "The body cannot be read as JSON of this endpoint.")]
    [InlineData("POST", "/stop", "", HttpStatusCode.BadRequest, "simulation is missing: it is expected in the query string.")]
    [InlineData("POST", "/branch?simulation=none", """{"tick": 5}""", HttpStatusCode.NotFound, "there is no run 'none'")]
    [InlineData("POST", "/stop?simulation=none", "", HttpStatusCode.NotFound, "no run 'none' goes on here")]
    [InlineData("POST", "/people?simulation=none", """{"count": 1001}""", HttpStatusCode.BadRequest, "count 1001 is not from 1 to 1000")]
    [InlineData("DELETE", "?simulation=none", "", HttpStatusCode.NotFound, "there is no simulation 'none'")]
    public async Task What_cannot_be_begun_is_refused_with_its_reason(string method, string path, string body, HttpStatusCode status, string reason)
    {
        await using TestNode node = TestNode.StartNew();
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: new ContactsPart(new ContactsOptions { BootstrapServers = node.Address }));
        var operate = new Caller(gateway);
        (await operate.SendAsync(method, Simulations + path, body)).ShouldBe(status);
        operate.Last.ShouldContain(reason);
        operate.Last.ShouldNotContain("Vicinity.");
        operate.Last.ShouldNotContain("System.");
    }

    [Theory]
    [InlineData("POST", "")]
    [InlineData("DELETE", "?simulation=devices")]
    [InlineData("POST", "/branch?simulation=devices")]
    [InlineData("POST", "/people?simulation=devices")]
    [InlineData("POST", "/stop?simulation=devices")]
    public async Task Runs_are_changed_by_the_operator_alone(string method, string path)
    {
        await using TestNode node = TestNode.StartNew();
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: new ContactsPart(new ContactsOptions { BootstrapServers = node.Address }));
        using var http = new HttpClient { BaseAddress = gateway.Host.Address };
        using var request = new HttpRequestMessage(new HttpMethod(method), Simulations + path) { Content = JsonContent.Create(new { people = 1, tick = 1 }) };
        (await http.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Every_parameter_is_described_for_a_form()
    {
        await using TestNode node = TestNode.StartNew();
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: new ContactsPart(new ContactsOptions { BootstrapServers = node.Address }));
        var operate = new Caller(gateway);
        JsonNode radius = (await operate.GetAsync("/api/contacts/parameters")).AsArray().Single(p => p!["name"]!.GetValue<string>() == "infection_radius")!;
        (radius["kind"]!.GetValue<string>(), radius["default"]!.GetValue<double>(), radius["least"]!.GetValue<double>(), radius["most"]!.GetValue<double>()).ShouldBe(("number", 2, 0, 1000));
    }

    private static async Task<JsonNode> UntilEndedAsync(ContactsPart part, Caller operate, string name, int more = 0)
    {
        // Everybody reports at the last tick, at the same time; the partitions are read one after the other.
        await Eventually.UntilAsync(
            () => part.Processor.NextLook,
            async () => await OneAsync(operate, name) is { } run && run["state"]!.GetValue<string>() == "ended" && run["counts"]!["tick"]!.GetValue<int>() == run["plan"]!["ticks"]!.GetValue<int>()
                && (await operate.GetAsync($"/api/contacts/people?simulation={Uri.EscapeDataString(name)}")).AsArray() is { } people && people.Count == run["plan"]!["people"]!.GetValue<int>() + more
                && people.Select(p => p!["t"]!.GetValue<long>()).Distinct().Count() == 1,
            $"{name} is over");
        return await OneAsync(operate, name);
    }

    private static async Task<JsonNode> OneAsync(Caller operate, string name) => (await operate.GetAsync(Simulations)).AsArray().Single(s => s!["name"]!.GetValue<string>() == name)!;

    private static async Task<string[]> NamesAsync(Caller operate) => [.. (await operate.GetAsync(Simulations)).AsArray().Select(s => s!["name"]!.GetValue<string>())];

    private static async Task<string[]> TimelineAsync(Caller operate, string name) =>
        [.. (await operate.GetAsync($"/api/contacts/timeline?simulation={name}&points=1000")).AsArray().Select(t => $"{t!["tick"]} {t["susceptible"]} {t["infected"]} {t["immune"]} {t["dead"]}")];

    private static async Task<string[]> PlacesAsync(Caller operate, string name) =>
        [.. (await operate.GetAsync($"/api/contacts/people?simulation={name}")).AsArray().Select(p => $"{p!["x"]} {p["y"]} {p["health"]}").Order(StringComparer.Ordinal)];
}
