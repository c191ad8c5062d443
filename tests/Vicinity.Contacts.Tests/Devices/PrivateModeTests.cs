using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Vicinity.Contacts.Tests;

/// <summary>Devices of the private mode, with real sockets on the loopback network, and by themselves.</summary>
public sealed class PrivateModeTests
{
    private const int Day = ExposureIntervals.PerDay;
    private const long Interval = ExposureIntervals.Seconds * 1000L;

    private static readonly BroadcastNetwork s_network = BroadcastNetwork.OfInterface(IPAddress.Loopback);
    private static readonly SimulationParameters s_narrow = new() { FieldWidth = 1, FieldHeight = 1, Lifetime = 40 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Private_devices_say_and_report_nothing_of_who_they_are_and_find_the_keys_of_whom_they_met()
    {
        int port = FreePort();
        var town = new Town();
        Task<DeviceSummary>[] lives = [.. Enumerable.Range(0, 4).Select(i => LiveAsync(port, town, isPrivate: true, infected: i == 0))];
        Task<DeviceSummary> open = LiveAsync(port, town, isPrivate: false, infected: false);
        DeviceSummary[] summaries = await Task.WhenAll(lives);
        DeviceSummary openly = await open;

        HashSet<Guid> hidden = [.. summaries.Select(s => s.Person)];
        PersonMessage[] reports = [.. town.Reports];
        foreach (DeviceSummary life in summaries)
        {
            (life.LastReportStored, life.Contacts > 0, life.Reported).ShouldBe((true, true, 0));
            reports.Where(r => r.Person == life.Person).ShouldAllBe(r => r.Contacts.Count == 0 && r.InfectedBy == null);
        }
        // Who reports its contacts tells of the private ones it heard only what they broadcast.
        Heard[] told = [.. reports.Where(r => r.Person == openly.Person).SelectMany(r => r.Contacts)];
        told.ShouldNotBeEmpty();
        told.ShouldAllBe(c => !hidden.Contains(c.Person));
        summaries[0].KeysPublished.ShouldBeGreaterThan(0);
        town.Keys.ShouldNotBeEmpty();
        // Whoever met the person only after its key was published finds the key when the interval is over.
        long later = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() + Interval;
        foreach (PrivateMode mode in town.Modes) mode.Look(later);
        town.Modes.Skip(1).ShouldAllBe(m => m.Notifications > 0);
        openly.Notified.ShouldBe(0);
    }

    [Fact]
    public async Task A_key_whose_owner_is_met_after_it_was_published_is_found_when_the_interval_is_over()
    {
        var town = new Town();
        PrivateMode positive = town.Mode(1), other = town.Mode(2);
        positive.Broadcast(At(5));
        await positive.PublishAsync(5 * Interval, Cancel);
        other.Notifications.ShouldBe(0);
        other.Look(5 * Interval);
        other.Hear(positive.Broadcast(At(5)), new Place(0, 0), 5 * Interval);
        other.Look(5 * Interval);
        other.Notifications.ShouldBe(0);
        other.Look(6 * Interval);
        other.Notifications.ShouldBe(1);
        other.Look(7 * Interval);
        other.Notifications.ShouldBe(1);
    }

    [Fact]
    public async Task Publishing_again_publishes_only_the_keys_that_are_new()
    {
        var town = new Town();
        PrivateMode positive = town.Mode(1);
        for (int interval = 0; interval <= 3 * Day; interval += Day) positive.Broadcast(At(interval));
        await positive.PublishAsync(3 * Day * Interval, Cancel);
        await positive.PublishAsync(3 * Day * Interval, Cancel);
        town.Keys.Count.ShouldBe(4);
        positive.Broadcast(At((3 * Day) + 2));
        await positive.PublishAsync(((3 * Day) + 2) * Interval, Cancel);
        town.Keys.Count.ShouldBe(5);
        positive.Sent.ShouldBe(5);
    }

    [Fact]
    public async Task Keys_that_could_not_be_published_go_with_those_of_the_next_time()
    {
        var town = new Town { Away = true };
        PrivateMode positive = town.Mode(1);
        positive.Broadcast(At(5));
        await Should.ThrowAsync<IOException>(() => positive.PublishAsync(5 * Interval, Cancel));
        positive.Sent.ShouldBe(0);
        town.Away = false;
        await positive.PublishAsync(6 * Interval, Cancel);
        (town.Keys.Count, positive.Sent).ShouldBe((1, 1));
    }

    [Fact]
    public void Its_own_broadcasts_are_known_also_those_that_come_back_late()
    {
        PrivateMode mode = new Town().Mode(1);
        PersonMessage first = mode.Broadcast(At(5)), second = mode.Broadcast(At(6));
        (mode.IsOwn(first), mode.IsOwn(second), mode.IsOwn(At(6))).ShouldBe((true, true, false));
    }

    [Fact]
    public void Keys_by_the_ten_thousand_are_kept_within_the_bound()
    {
        var town = new Town();
        PrivateMode mode = town.Mode(1), positive = town.Mode(2);
        mode.Hear(positive.Broadcast(At(5)), new Place(0, 0), 5 * Interval);
        mode.Take([.. Enumerable.Range(1, PrivateMode.MostPublished + 500).Select(i => new ExposureKey((UInt128)i, 500 * Day, Day))]);
        mode.Look(5 * Interval);
        mode.Notifications.ShouldBe(0);
    }

    private static PersonMessage At(int interval) => new() { Person = Guid.NewGuid(), X = 1, Y = 1, Time = interval * Interval };

    private static async Task<DeviceSummary> LiveAsync(int port, Town town, bool isPrivate, bool infected)
    {
        var options = new DeviceOptions { Port = port, TickMs = 20 };
        var device = new Device(Guid.NewGuid(), new Rules(s_narrow, (ulong)Random.Shared.NextInt64()), options.Limits, infected);
        var reception = new Reception(s_network, MessageBounds.Broadcast with { FieldWidth = 1, FieldHeight = 1 }, new ReceptionLimits { PerSender = 100 }, TimeZoneInfo.Local);
        using var radio = new Radio(s_network, port);
        using var runner = new DeviceRunner(device, options, radio, reception, town, NullLogger.Instance, mode: isPrivate ? town.Mode((ulong)Random.Shared.NextInt64()) : null);
        return await runner.RunAsync(Cancel);
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Keeps reports, and hands published keys to all devices, as the log does.</summary>
    private sealed class Town : IReportSink, IKeySink
    {
        private readonly ConcurrentQueue<PrivateMode> _modes = new();

        public ConcurrentQueue<PersonMessage> Reports { get; } = new();

        public ConcurrentQueue<PublishedKey> Keys { get; } = new();

        public bool Away { get; set; }

        /// <summary>The private devices, in the order in which they were made.</summary>
        public IReadOnlyCollection<PrivateMode> Modes => _modes;

        public PrivateMode Mode(ulong seed)
        {
            var draws = new Draws(seed);
            int made = 0;
            var mode = new PrivateMode(new PrivateDevice(() => new UInt128(draws.Bits(0, made, 0), draws.Bits(0, made++, 1)), new HeardBounds { Distance = 2 }), this);
            _modes.Enqueue(mode);
            return mode;
        }

        public Task StoreAsync(PersonMessage report, CancellationToken cancel)
        {
            Reports.Enqueue(report);
            return Task.CompletedTask;
        }

        public Task PublishAsync(PublishedKey key, CancellationToken cancel)
        {
            if (Away) throw new IOException("away");
            Keys.Enqueue(key);
            foreach (PrivateMode mode in _modes) mode.Take([key.Key]);
            return Task.CompletedTask;
        }
    }
}
