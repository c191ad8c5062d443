using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Vicinity.System.Tests;

/// <summary>The description's list of failures, with real processes: each person is one, the log is one, and what reads it and answers the page is one.</summary>
public sealed class DeviceFailureTests
{
    private const string Name = "failures";

    // Everybody is near everybody much of the time, and lives some 15 seconds.
    private static readonly string[] s_life = ["--tick-ms", "200", "--field-width", "4", "--field-height", "4", "--infection-cooldown", "8"];

    [Fact(Timeout = 300_000)]
    public async Task The_log_is_killed_and_back_and_all_contacts_of_the_outage_arrive_and_none_twice()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using var log = new NodeProcess();
        await log.StartAsync(cancel);
        using var gateway = new ContactsGateway(log.Address);
        await gateway.StartAsync(cancel);
        using People people = Start(log.Address, 4);
        await gateway.UntilAsync($"people?simulation={Name}", json => json.AsArray().Count == 4, "four people", cancel);

        log.Kill();
        DateTimeOffset killed = DateTimeOffset.UtcNow;
        await Task.Delay(TimeSpan.FromSeconds(3), cancel);
        DateTimeOffset before = DateTimeOffset.UtcNow;
        await log.StartAsync(cancel);

        JsonNode[] lives = await people.EndAsync(cancel);
        ReportedContacts reported = await ReportedContacts.ReadAsync(log.Address, cancel);
        foreach (JsonNode life in lives)
        {
            reported.ShouldHoldAllOf(life, $"{life}");
            ((int)life["contacts"]!).ShouldBeGreaterThan(0);
            var person = (Guid)life["person"]!;
            reported.TimesOf(person).Count(t => t > killed && t < before).ShouldBeLessThanOrEqualTo(1, "contacts are kept and movements are not: one report is on its way");
        }
        lives.Sum(l => reported.ContactsOf((Guid)l["person"]!).Count(c => c.Time > killed && c.Time < before)).ShouldBeGreaterThan(0, "people met during the outage");
        JsonNode shown = await gateway.UntilAsync($"people?simulation={Name}", json => json.AsArray().Count(p => (string)p!["health"]! == "dead") == 4, "the deaths of all", cancel);
        shown.AsArray().Count.ShouldBe(4, "the view has healed by itself");
    }

    [Fact(Timeout = 300_000)]
    public async Task What_reads_the_log_and_answers_the_page_is_killed_and_back_and_shows_all_that_was_reported_meanwhile()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using var log = new NodeProcess();
        await log.StartAsync(cancel);
        using var gateway = new ContactsGateway(log.Address);
        await gateway.StartAsync(cancel);
        using People people = Start(log.Address, 3);
        await gateway.UntilAsync($"people?simulation={Name}", json => json.AsArray().Count == 3, "three people", cancel);

        gateway.Process.Kill();
        people.Add(Start(log.Address, 2));
        JsonNode[] lives = await people.EndAsync(cancel);
        await gateway.StartAsync(cancel);

        JsonNode shown = await gateway.UntilAsync($"people?simulation={Name}", json => json.AsArray().Count(p => (string)p!["health"]! == "dead") == 5, "the deaths of five people, two of whom came while it was away", cancel);
        shown.AsArray().Select(p => (Guid)p!["id"]!).ShouldBe(lives.Select(l => (Guid)l["person"]!), ignoreOrder: true);
        ReportedContacts reported = await ReportedContacts.ReadAsync(log.Address, cancel);
        foreach (JsonNode life in lives) reported.ShouldHoldAllOf(life, $"{life}");
    }

    [Fact(Timeout = 300_000)]
    public async Task A_person_who_is_killed_is_shown_as_lost_and_one_who_is_asked_to_leave_as_dead_and_the_others_live_on()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using var log = new NodeProcess();
        await log.StartAsync(cancel);
        using var gateway = new ContactsGateway(log.Address);
        await gateway.StartAsync(cancel, new Dictionary<string, string> { ["VICINITY__CONTACTS__LOSTAFTERMS"] = "3000" });
        using People people = Start(log.Address, 3, lifetime: 0);
        await gateway.UntilAsync($"people?simulation={Name}", json => json.AsArray().Count == 3, "three people", cancel);

        people[0].Process.Kill();
        JsonNode left = await people[1].LeaveAsync(cancel);

        JsonNode shown = await gateway.UntilAsync($"people?simulation={Name}", json => json.AsArray().Any(p => (bool)p!["lost"]!), "somebody who is lost", cancel);
        JsonNode Shown(int person) => shown.AsArray().Single(p => (Guid)p!["id"]! == people[person].Id)!;
        ((bool)Shown(0)["lost"]!).ShouldBeTrue();
        ((string)Shown(0)["health"]!).ShouldNotBe("dead");
        ((string)Shown(1)["health"]!).ShouldBe("dead");
        ((bool)left["lastReportStored"]!).ShouldBeTrue();
        await gateway.UntilAsync($"people?simulation={Name}", json => json.AsArray().Single(p => (Guid)p!["id"]! == people[2].Id) is { } other && !(bool)other["lost"]! && (string)other["health"]! != "dead", "the third person, alive", cancel);
        await people[2].LeaveAsync(cancel);
    }

    [Fact(Timeout = 300_000)]
    public async Task A_node_as_the_original_program_has_it_takes_part_is_heard_hears_and_is_infected()
    {
        Assert.SkipUnless(ScriptProcess.WhyNot() is null, ScriptProcess.WhyNot() ?? "");
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using var log = new NodeProcess();
        await log.StartAsync(cancel);
        using var gateway = new ContactsGateway(log.Address);
        await gateway.StartAsync(cancel);
        int port = FreeUdpPort();
        // Infected people stand still, so they are near each other all the time.
        using PersonProcess ours = PersonProcess.Start(log.Address, port, "devices", "--infected", "--x", "3", "--y", "3", "--tick-ms", "200", "--zombie-lifetime", "0", "--infection-cooldown", "100000");
        await gateway.UntilAsync("people?simulation=devices", json => json.AsArray().Count == 1, "our person", cancel);

        using Process original = ScriptProcess.Start(null, "Contacts/original_node.py", log.Address, "127.255.255.255", $"{port}", "4", "4", "40");
        Task<string> errors = original.StandardError.ReadToEndAsync(cancel);
        var id = Guid.Parse((await original.StandardOutput.ReadLineAsync(cancel))!);
        (await original.StandardOutput.ReadLineAsync(cancel)).ShouldBe("infected", await errors);
        await original.WaitForExitAsync(cancel);
        JsonNode life = await ours.LeaveAsync(cancel);

        ((int)life["contacts"]!).ShouldBeGreaterThan(5, $"{life}");
        ReportedContacts reported = await ReportedContacts.ReadAsync(log.Address, cancel);
        reported.ContactsOf(ours.Id).ShouldAllBe(c => c.Other == id);
        reported.ContactsOf(id).ShouldContain(c => c.Other == ours.Id);
        JsonNode shown = await gateway.UntilAsync("people?simulation=devices", json => json.AsArray().Count(p => (string)p!["health"]! == "dead") == 2, "the last words of both", cancel);
        ((bool)shown.AsArray().Single(p => (Guid)p!["id"]! == id)!["diedInfected"]!).ShouldBeTrue();
    }

    [Fact(Timeout = 300_000)]
    public async Task Devices_on_two_machines_hear_each_other_by_the_broadcast_address_of_their_interfaces()
    {
        Assert.SkipUnless(Namespaces.WhyNot() is null, Namespaces.WhyNot() ?? "");
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using Namespaces hosts = Namespaces.Create(2);
        using var data = new TemporaryFolder();
        string log = $"{Namespaces.AddressOf(1)}:9092";
        using VicinityProcess node = VicinityProcess.StartIn(hosts.NameOf(1), "node", "--data", data.Path, "--listen", log);
        string[] life = [.. s_life, "--zombie-lifetime", "75", "--x", "2", "--y", "2"];
        using PersonProcess one = PersonProcess.StartIn(hosts.NameOf(1), log, Namespaces.AddressOf(1), [.. life, "--infected"]);
        using PersonProcess other = PersonProcess.StartIn(hosts.NameOf(2), log, Namespaces.AddressOf(2), life);

        foreach (JsonNode told in (JsonNode[])[await one.EndAsync(cancel), await other.EndAsync(cancel)])
        {
            ((int)told["contacts"]!).ShouldBeGreaterThan(0, $"{told}");
            ((int)told["reported"]!).ShouldBe((int)told["contacts"]!, $"{told}");
        }
    }

    private static People Start(string log, int count, int lifetime = 75)
    {
        int port = People.Port;
        return new People([.. Enumerable.Range(0, count).Select(i => PersonProcess.Start(log, port, Name, [.. s_life, "--zombie-lifetime", $"{lifetime}", .. i == 0 ? (string[])["--infected"] : []]))]);
    }

    private static int FreeUdpPort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>People of a test.</summary>
    private sealed class People(List<PersonProcess> all) : IDisposable
    {
        /// <summary>Tests of this class run one after the other; so one port serves them all, and no other program's.</summary>
        public static int Port { get; } = FreeUdpPort();

        public PersonProcess this[int number] => all[number];

        public void Add(People others) => all.AddRange(others.Release());

        public Task<JsonNode[]> EndAsync(CancellationToken cancel) => Task.WhenAll(all.Select(p => p.EndAsync(cancel)));

        public void Dispose()
        {
            foreach (PersonProcess person in all) person.Dispose();
        }

        private PersonProcess[] Release()
        {
            PersonProcess[] released = [.. all];
            all.Clear();
            return released;
        }
    }
}
