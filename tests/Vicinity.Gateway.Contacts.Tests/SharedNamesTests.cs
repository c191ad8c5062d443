using System.Buffers;
using System.Net;
using System.Text.Json.Nodes;
using Vicinity.Client;
using Vicinity.Contacts;

namespace Vicinity.Gateway.Contacts.Tests;

/// <summary>Runs that several processes know of, over a real node: what one begins and another one begins, deletes or lies about.</summary>
public sealed class SharedNamesTests
{
    private const string Simulations = "/api/contacts/simulations";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_that_another_process_deletes_stops_and_does_not_come_back_as_devices()
    {
        await using TestNode node = TestNode.StartNew();
        var options = new ContactsOptions { BootstrapServers = node.Address };
        ContactsPart here = new(options), there = new(options);
        await using RunningGateway one = await RunningGateway.StartAsync(part: here), other = await RunningGateway.StartAsync(part: there);
        Caller runs = new(one), deletes = new(other);
        (await runs.SendAsync("POST", Simulations, """{"name": "doomed", "people": 10, "infected": 1, "tickMs": 10, "ticks": 0, "parameters": {"zombie_lifetime": 0}}""")).ShouldBe(HttpStatusCode.Created);
        await Eventually.UntilAsync(() => there.Processor.NextLook, async () => (await NamesAsync(deletes)).Contains("doomed"), "the other one shows it");

        (await deletes.SendAsync("DELETE", $"{Simulations}?simulation=doomed", "")).ShouldBe(HttpStatusCode.NoContent);

        await Eventually.UntilAsync(
            () => here.Processor.NextLook, async () => await runs.SendAsync("POST", $"{Simulations}/stop?simulation=doomed", "") == HttpStatusCode.NotFound, "it has stopped here");
        // All that its process said until it heard of the deletion lies before this record.
        (await runs.SendAsync("POST", Simulations, """{"name": "later", "people": 4, "infected": 1, "tickMs": 10, "ticks": 5}""")).ShouldBe(HttpStatusCode.Created);
        foreach ((ContactsPart part, Caller caller) in ((ContactsPart, Caller)[])[(here, runs), (there, deletes)])
        {
            await Eventually.UntilAsync(() => part.Processor.NextLook, () => Task.FromResult(part.Simulations.TryGet("later", out SimulationView? view) && view.Counts is { All: 4, Tick: 5 }), "the later one is over");
            (await NamesAsync(caller)).ShouldBe(["later"]);
        }
        var again = new ContactsPart(options);
        await using RunningGateway restarted = await RunningGateway.StartAsync(part: again);
        await Eventually.UntilAsync(() => again.Processor.NextLook, () => Task.FromResult(again.Processor.Health.Live && again.Simulations.TryGet("later", out _)), "a third one has read the log");
        (await NamesAsync(new Caller(restarted))).ShouldBe(["later"]);
    }

    [Fact]
    public async Task Of_two_processes_that_begin_one_name_at_once_one_has_it_and_the_other_writes_nothing()
    {
        await using TestNode node = TestNode.StartNew();
        var options = new ContactsOptions { BootstrapServers = node.Address };
        ContactsPart first = new(options), second = new(options);
        await using RunningGateway one = await RunningGateway.StartAsync(part: first), other = await RunningGateway.StartAsync(part: second);
        Caller[] callers = [new(one), new(other)];
        for (int round = 0; round < 5; round++)
        {
            string name = $"both {round}";
            HttpStatusCode[] answers = await Task.WhenAll(callers.Select((c, i) => c.SendAsync("POST", Simulations, $$"""{"name": "{{name}}", "people": {{3 + i}}, "infected": 1, "tickMs": 10, "ticks": 5}""")));
            // Where one was much faster the other knows the name already, and says so.
            answers.Count(a => a == HttpStatusCode.Created).ShouldBe(1, string.Join(' ', callers.Select(c => c.Last)));
            int winner = Array.IndexOf(answers, HttpStatusCode.Created);
            answers[1 - winner].ShouldBeOneOf(HttpStatusCode.Conflict, HttpStatusCode.BadRequest);
            callers[1 - winner].Last.ShouldContain(answers[1 - winner] == HttpStatusCode.Conflict ? $"another process has begun a run '{name}' first" : "is taken");
            foreach (ContactsPart part in (ContactsPart[])[first, second])
            {
                await Eventually.UntilAsync(() => part.Processor.NextLook, () => Task.FromResult(part.Simulations.TryGet(name, out SimulationView? view) && view.Counts.Tick == 5 && view.Counts.All == 3 + winner), "the winner's run is over");
            }
            foreach (Caller caller in callers) (await OneAsync(caller, name))["plan"]!["people"]!.GetValue<int>().ShouldBe(3 + winner);
        }
    }

    [Fact]
    public async Task A_record_that_lies_about_a_run_of_another_one_changes_nothing_and_what_counts_is_told_again()
    {
        await using TestNode node = TestNode.StartNew();
        var options = new ContactsOptions { BootstrapServers = node.Address };
        var part = new ContactsPart(options);
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: part);
        var operate = new Caller(gateway);
        (await operate.SendAsync("POST", Simulations, """{"name": "true", "people": 7, "infected": 1, "tickMs": 10, "ticks": 5}""")).ShouldBe(HttpStatusCode.Created);
        await Eventually.UntilAsync(() => part.Processor.NextLook, async () => (await OneAsync(operate, "true"))["state"]!.GetValue<string>() == "ended", "it is over");
        var lie = new ArrayBufferWriter<byte>();
        RunJson.Write(lie, new Run { Name = "true", Id = Guid.NewGuid(), Kind = RunKind.Crowd, Changed = DateTimeOffset.UtcNow.AddSeconds(30).ToUnixTimeMilliseconds(), Plan = new RunPlan { People = 999 } });
        await using (var producer = new Producer(new ProducerOptions { BootstrapServers = node.Address })) await producer.SendAsync(options.RunsTopic, "true"u8, lie.WrittenMemory);

        await using var consumer = new Consumer(new ConsumerOptions { BootstrapServers = node.Address, AutoOffsetReset = OffsetReset.Earliest });
        consumer.Subscribe(TopicFilter.Topics(options.RunsTopic));
        var told = new List<int>();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        // Begun, ended, the lie, and once more what counts.
        while (told.Count < 4)
        {
            if (await consumer.PollAsync(TimeSpan.FromSeconds(1), patience.Token) is not { } batch) continue;
            foreach (ConsumedRecord record in batch.ToRecords())
            {
                if (record.Value is { } value && RunJson.TryRead(value, out Run? run, out _)) told.Add(run.Plan.People);
            }
        }
        told.ShouldBe([7, 7, 999, 7]);
        (await OneAsync(operate, "true"))["plan"]!["people"]!.GetValue<int>().ShouldBe(7);
    }

    [Fact]
    public async Task People_who_come_are_bounded_by_the_people_of_all_runs()
    {
        await using TestNode node = TestNode.StartNew();
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: new ContactsPart(new ContactsOptions { BootstrapServers = node.Address, MostPeople = 100 }));
        var operate = new Caller(gateway);
        (await operate.SendAsync("POST", Simulations, """{"name": "full", "people": 95, "infected": 1, "ticks": 0, "parameters": {"zombie_lifetime": 0}}""")).ShouldBe(HttpStatusCode.Created);
        (await operate.SendAsync("POST", $"{Simulations}/people?simulation=full", """{"count": 6}""")).ShouldBe(HttpStatusCode.Conflict);
        operate.Last.ShouldContain("101 people together, more than 100 (MostPeople)");
        (await operate.SendAsync("POST", $"{Simulations}/people?simulation=full", """{"count": 5}""")).ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_crowd_too_dense_to_be_held_in_memory_is_refused()
    {
        await using TestNode node = TestNode.StartNew();
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: new ContactsPart(new ContactsOptions { BootstrapServers = node.Address }));
        var operate = new Caller(gateway);
        (await operate.SendAsync("POST", Simulations, """{"people": 500000, "infected": 1, "parameters": {"field_width": 1, "field_height": 1}}""")).ShouldBe(HttpStatusCode.Conflict);
        operate.Last.ShouldContain("contacts at once, more than 16000000 (MostOpenContacts)");
    }

    [Fact]
    public async Task The_list_of_simulations_is_bounded_and_read_page_by_page()
    {
        await using TestNode node = TestNode.StartNew();
        var part = new ContactsPart(new ContactsOptions { BootstrapServers = node.Address });
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: part);
        var operate = new Caller(gateway);
        for (int i = 0; i < 3; i++) (await operate.SendAsync("POST", Simulations, $$"""{"name": "{{i}}", "people": 3, "infected": 1, "tickMs": 10, "ticks": 3}""")).ShouldBe(HttpStatusCode.Created);
        string[] all = await NamesAsync(operate);
        all.Length.ShouldBe(3);
        (await operate.GetAsync($"{Simulations}?limit=2")).AsArray().Count.ShouldBe(2);
        foreach (string wrong in (string[])["limit=0", "limit=1001", "after=-1"]) (await operate.SendAsync("GET", $"{Simulations}?{wrong}", "")).ShouldBe(HttpStatusCode.BadRequest, wrong);
    }

    private static async Task<JsonNode> OneAsync(Caller operate, string name) => (await operate.GetAsync(Simulations)).AsArray().Single(s => s!["name"]!.GetValue<string>() == name)!;

    private static async Task<string[]> NamesAsync(Caller operate) => [.. (await operate.GetAsync(Simulations)).AsArray().Select(s => s!["name"]!.GetValue<string>())];
}
