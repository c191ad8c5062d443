using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Vicinity.Client;

namespace Vicinity.Contacts.Tests;

/// <summary>Devices with real sockets on the loopback network. Each test has a port of its own.</summary>
public sealed class DeviceRunnerTests
{
    private static readonly BroadcastNetwork s_network = BroadcastNetwork.OfInterface(IPAddress.Loopback);
    private static readonly SimulationParameters s_narrow = new() { FieldWidth = 1, FieldHeight = 1, Lifetime = 40 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Devices_on_one_machine_share_the_port_hear_each_other_and_infect_each_other()
    {
        int port = FreePort();
        using var store = new Store();
        Task<DeviceSummary>[] lives = [.. Enumerable.Range(0, 5).Select(i => LiveAsync(port, store, infected: i == 0))];
        DeviceSummary[] summaries = await Task.WhenAll(lives);

        foreach (DeviceSummary life in summaries)
        {
            (life.Ticks, life.LastReportStored, life.Unacknowledged, life.Forgotten).ShouldBe((40, true, 0, 0));
            life.Heard.ShouldBeGreaterThan(0);
            PersonMessage[] reports = [.. store.Of(life.Person)];
            reports.Length.ShouldBe((int)life.Reports);
            reports.Count(r => !r.Alive).ShouldBe(1);
            reports[^1].Alive.ShouldBeFalse();
            Heard[] contacts = [.. reports.SelectMany(r => r.Contacts)];
            contacts.Length.ShouldBe((int)life.Contacts);
            ShouldHoldNoneTwice(contacts);
            contacts.Select(c => c.Person).Distinct().ShouldBeSubsetOf(summaries.Select(s => s.Person).Where(p => p != life.Person));
        }
        store.All.Where(r => r.InfectedBy is not null).Select(r => r.Person).Distinct().Count().ShouldBeGreaterThan(0);
    }

    [Fact(Timeout = 60_000)]
    public async Task All_contacts_of_an_outage_are_reported_when_the_log_is_back_and_none_twice()
    {
        int port = FreePort();
        var store = new Store { Away = true };
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task<DeviceSummary> one = LiveAsync(port, store, leave: leave.Token, lifetime: 0), other = LiveAsync(port, store, leave: leave.Token, lifetime: 0);
        await store.Tries(4, Cancel);
        store.All.ShouldBeEmpty();
        store.Away = false;
        await store.Stored(10, Cancel);
        await leave.CancelAsync();

        foreach (DeviceSummary life in (DeviceSummary[])[await one, await other])
        {
            Heard[] contacts = [.. store.Of(life.Person).SelectMany(r => r.Contacts)];
            contacts.Length.ShouldBe((int)life.Contacts);
            ShouldHoldNoneTwice(contacts);
            life.LastReportStored.ShouldBeTrue();
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_device_that_is_asked_to_leave_while_the_log_is_away_says_what_it_could_not_report()
    {
        int port = FreePort();
        var store = new Store { Away = true };
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task<DeviceSummary> one = LiveAsync(port, store, leave: leave.Token), other = LiveAsync(port, store, leave: leave.Token);
        await store.Tries(4, Cancel);
        await leave.CancelAsync();

        foreach (DeviceSummary life in (DeviceSummary[])[await one, await other])
        {
            life.LastReportStored.ShouldBeFalse();
            life.Unacknowledged.ShouldBe(life.Contacts);
            life.Contacts.ShouldBeGreaterThan(0);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Noise_on_the_port_is_counted_and_ends_nothing()
    {
        int port = FreePort();
        using var store = new Store();
        Reception reception = Hears(new ReceptionLimits { PerSender = 5 });
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task<DeviceSummary> life = LiveAsync(port, store, leave: leave.Token, lifetime: 0, hears: reception);
        await store.Stored(2, Cancel);
        using (var noise = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { EnableBroadcast = true })
        {
            noise.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            var all = new IPEndPoint(s_network.Broadcast, port);
            var random = new Random(3);
            for (int i = 0; i < 300; i++)
            {
                byte[] bytes = new byte[i % 10 == 0 ? 9_000 : random.Next(1_200)];
                random.NextBytes(bytes);
                await noise.SendToAsync(bytes, all, Cancel);
            }
        }
        while (reception.Dropped.Of(DropReason.TooFast) == 0) await store.Stored(store.All.Count + 1, Cancel);
        await leave.CancelAsync();

        DeviceSummary summary = await life;
        summary.LastReportStored.ShouldBeTrue();
        summary.Dropped.Keys.ShouldBe(["NotJson", "TooFast", "TooLong"], ignoreOrder: true);
        summary.Contacts.ShouldBe(0);
    }

    private static async Task<DeviceSummary> LiveAsync(int port, Store store, bool infected = false, CancellationToken? leave = null, int lifetime = 40, Reception? hears = null)
    {
        var options = new DeviceOptions { Port = port, TickMs = 20, LeavePatienceSeconds = store.Away ? 1 : 10 };
        SimulationParameters parameters = s_narrow with { Lifetime = lifetime };
        var device = new Device(Guid.NewGuid(), new Rules(parameters, (ulong)Random.Shared.NextInt64()), options.Limits, infected);
        using var radio = new Radio(s_network, port);
        using var runner = new DeviceRunner(device, options, radio, hears ?? Hears(new ReceptionLimits { PerSender = 100 }), store, NullLogger.Instance);
        return await runner.RunAsync(leave ?? Cancel);
    }

    /// <summary>Each neighbour's contacts go forward in time: one that came again later would go back. Two ticks may fall into one millisecond on a machine that is held up.</summary>
    private static void ShouldHoldNoneTwice(Heard[] contacts)
    {
        foreach (IGrouping<Guid, Heard> neighbour in contacts.GroupBy(c => c.Person)) neighbour.Select(c => c.Time).ShouldBeInOrder();
        contacts.Distinct().Count().ShouldBeGreaterThan(contacts.Length * 8 / 10);
    }

    private static Reception Hears(ReceptionLimits limits) => new(s_network, MessageBounds.Broadcast with { FieldWidth = 1, FieldHeight = 1 }, limits, TimeZoneInfo.Local);

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Keeps reports, or refuses them as a log that is away does.</summary>
    private sealed class Store : IReportSink, IDisposable
    {
        private readonly ConcurrentQueue<PersonMessage> _all = new();
        private readonly SemaphoreSlim _tries = new(0), _stored = new(0);

        public volatile bool Away;

        public ConcurrentQueue<PersonMessage> All => _all;

        public void Dispose()
        {
            _tries.Dispose();
            _stored.Dispose();
        }

        public IEnumerable<PersonMessage> Of(Guid person) => _all.Where(r => r.Person == person);

        public async Task StoreAsync(PersonMessage report, CancellationToken cancel)
        {
            await Task.Yield();
            _tries.Release();
            if (Away) throw new DisconnectedException(["127.0.0.1:1"]);
            _all.Enqueue(report);
            _stored.Release();
        }

        public async Task Tries(int count, CancellationToken cancel)
        {
            for (int i = 0; i < count; i++) await _tries.WaitAsync(cancel);
        }

        public async Task Stored(int count, CancellationToken cancel)
        {
            while (_all.Count < count) await _stored.WaitAsync(cancel);
        }
    }
}
