using System.Buffers.Binary;
using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Vicinity.Contacts;

namespace Vicinity.Cli;

/// <summary><c>vicinity contacts person</c>: one person as a process, with a device that the devices around it hear.</summary>
internal static class PersonCommand
{
    // Longer than any outage: a report that is on its way is stored once, however long the log is away.
    private static readonly TimeSpan s_longestOutage = TimeSpan.FromDays(7);

    // Whoever leaves has waited for the log already.
    private static readonly TimeSpan s_closingPatience = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        Command command = CommonOptions.Describe(
            "person",
            $"Run one person: it moves, broadcasts itself by UDP port {DeviceOptions.OriginalPort} every second, hears others, and reports its contacts to the log.",
            "vicinity contacts person",
            "vicinity contacts person --infected --x 50 --y 50",
            "vicinity contacts person --interface 192.168.1.5 --bootstrap-server 192.168.1.9:9092",
            "vicinity contacts person --private",
            "vicinity contacts person --config default_config.json --zombie-lifetime 0");
        var infected = new Option<bool>("--infected") { Description = "The person is infected when it comes" };
        var x = new Option<int?>("--x") { Description = "Where the person begins (default: anywhere)" };
        var y = new Option<int?>("--y") { Description = "Where the person begins (default: anywhere)" };
        var local = new Option<string>("--interface") { Description = "Address of the interface on whose network the devices hear each other; they broadcast to that network's own broadcast address", DefaultValueFactory = _ => "127.0.0.1" };
        Option<int> port = new Option<int>("--port") { Description = "UDP port that all devices share", DefaultValueFactory = _ => DeviceOptions.OriginalPort }.Between(1, 65_535, "it is a UDP port");
        var topic = new Option<string?>("--topic") { Description = "Topic of the reports (default: contacts, or the setting)" };
        var simulation = new Option<string?>("--simulation") { Description = "Name of the simulation; devices of another one are not heard (default: none)" };
        var id = new Option<Guid?>("--id") { Description = "UUID of the person (default: a random one)" };
        var seed = new Option<ulong?>("--seed") { Description = "Seed of the person's choices (default: a random one)" };
        Option<int> tick = new Option<int>("--tick-ms") { Description = "Milliseconds of a tick", DefaultValueFactory = _ => 1000 }.Between(10, 3_600_000, "a device speaks and reports once a tick");
        Option<int> patience = new Option<int>("--patience") { Description = "Seconds that somebody at the end of its life waits for a log that is away", DefaultValueFactory = _ => 600 }.Between(0, 86_400, "these are seconds");
        var isPrivate = new Option<bool>("--private") { Description = "Broadcast rolling identifiers, report no contacts, publish keys when positive, and find the keys of others in what was heard" };
        Option<string> bootstrap = CommonOptions.BootstrapServer();
        Option<bool> json = CommonOptions.Json();
        var withParent = new Option<bool>("--stop-with-parent") { Description = "End when standard input is closed", Hidden = true };
        foreach (Option option in new Option[] { infected, x, y, local, port, bootstrap, topic, simulation, id, seed, tick, patience, isPrivate, json, withParent }) command.Options.Add(option);
        ParameterOptions parameterOptions = ParameterOptions.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            ContactsOptions contacts = ContactsSettings.Load(o => o with
            {
                BootstrapServers = parsed.GetValue(bootstrap)!,
                Topic = parsed.GetValue(topic) ?? o.Topic,
                Parameters = parameterOptions.Read(parsed, o.Parameters),
                CrowdPeople = 0,
            });
            DeviceOptions options = new() { Port = parsed.GetValue(port), TickMs = parsed.GetValue(tick), EndPatienceSeconds = parsed.GetValue(patience) };
            SettingProblems.Refuse(options.Problems());
            BroadcastNetwork network = NetworkOf(local.Name, parsed.GetValue(local)!);
            var device = new Device(
                parsed.GetValue(id) ?? Guid.NewGuid(),
                new Rules(contacts.Parameters, parsed.GetValue(seed) ?? (ulong)Random.Shared.NextInt64()),
                options.Limits,
                parsed.GetValue(infected),
                PlaceOf(parsed, x, y, contacts.Parameters),
                NameOf(simulation.Name, parsed.GetValue(simulation)));
            using Radio radio = Open(network, options.Port);
            using NodeLogging logging = NodeLogging.Create(json: false);
            var reception = new Reception(network, MessageBounds.Broadcast with { FieldWidth = contacts.Parameters.FieldWidth, FieldHeight = contacts.Parameters.FieldHeight }, options.Reception, TimeZoneInfo.Local);
            var writer = new ReportWriter(contacts, logging.Factory.CreateLogger<ReportWriter>(), deliveryTimeout: s_longestOutage);
            await using var closing = new PromptClosing(writer, s_closingPatience);
            using var parent = parsed.GetValue(withParent) ? new ParentWatch(cancel) : null;
            if (!parsed.GetValue(json))
            {
                await Console.Out.WriteLineAsync(
                    $"person {device.Id} at ({device.State.At.X}, {device.State.At.Y}), {MessageJson.Name(device.State.Health)}: speaks to {network.Broadcast}:{options.Port}, reports to '{contacts.Topic}' at {contacts.BootstrapServers}").ConfigureAwait(false);
            }
            CancellationToken leave = parent?.Gone ?? cancel;
            if (!parsed.GetValue(isPrivate)) return Tell(await LiveAsync(null).ConfigureAwait(false), parsed.GetValue(json));
            var keys = new PublishedKeyWriter(contacts, logging.Factory.CreateLogger<PublishedKeyWriter>(), deliveryTimeout: s_longestOutage);
            await using var closingKeys = new PromptClosing(keys, s_closingPatience);
            var mode = new PrivateMode(new PrivateDevice(RandomSecret, new HeardBounds { Distance = contacts.Parameters.InfectionRadius }), keys, device.Simulation, contacts.Parameters.ExposureTicks)
            {
                Notified = match => Console.Error.WriteLine(FormattableString.Invariant($"you were near somebody who is positive: heard {match.Near} times, {match.Closest:0.0} units away at the nearest")),
            };
            using var follower = new PublishedKeyFollower(contacts, mode, device.Simulation, logging.Factory.CreateLogger<PublishedKeyFollower>());
            await follower.StartAsync(CancellationToken.None).ConfigureAwait(false);
            DeviceSummary life = await LiveAsync(mode).ConfigureAwait(false);
            await follower.StopAsync(CancellationToken.None).ConfigureAwait(false);
            return Tell(life, parsed.GetValue(json));

            async Task<DeviceSummary> LiveAsync(PrivateMode? mode)
            {
                using var runner = new DeviceRunner(device, options, radio, reception, writer, logging.Factory.CreateLogger<DeviceRunner>(), mode: mode);
                return await runner.RunAsync(leave).ConfigureAwait(false);
            }
        });
        return command;
    }

    private static UInt128 RandomSecret()
    {
        Span<byte> bytes = stackalloc byte[ExposureKey.Length];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static int Tell(DeviceSummary life, bool json)
    {
        if (json)
        {
            Tables.Json(life);
        }
        else
        {
            string dropped = life.Dropped.Count == 0 ? "" : $"; dropped: {string.Join(", ", life.Dropped.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => $"{d.Key} {d.Value}"))}";
            Console.Out.WriteLine(FormattableString.Invariant(
                $"person {life.Person} after {Counted.Of(life.Ticks, "tick")}: {life.Sent} sent ({life.SentBytes} bytes), {life.Heard} heard, {Counted.Of(life.Contacts, "contact")}, {life.Reported} of them in {Counted.Of(life.Reports, "report")}{dropped}"));
        }
        if (life.LastReportStored && life.Unacknowledged == 0 && life.Forgotten == 0) return ExitCodes.Stopped;
        if (life.Forgotten > 0) Messages.Fail($"{Counted.Of(life.Forgotten, "contact")} had to be forgotten because more could not be kept");
        if (!life.LastReportStored) Messages.Fail($"the last report was not stored, and {Counted.Of(life.Unacknowledged, "contact")} with it: the log did not answer in time");
        return ExitCodes.Failed;
    }

    internal static BroadcastNetwork NetworkOf(string option, string text)
    {
        if (!IPAddress.TryParse(text, out IPAddress? address)) throw new UsageException($"{option} '{text}' is not an address, such as 192.168.1.5");
        try
        {
            return BroadcastNetwork.OfInterface(address);
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"{option} {text}: {e.Message}");
        }
    }

    private static Place? PlaceOf(ParseResult parsed, Option<int?> x, Option<int?> y, SimulationParameters field)
    {
        if ((parsed.GetValue(x), parsed.GetValue(y)) is not ({ } atX, { } atY))
        {
            return (parsed.GetValue(x), parsed.GetValue(y)) is (null, null) ? null : throw new UsageException($"{x.Name} and {y.Name} are one place: write both or none");
        }
        Check(x.Name, atX, field.FieldWidth);
        Check(y.Name, atY, field.FieldHeight);
        return new Place(atX, atY);
    }

    private static void Check(string option, int value, int most)
    {
        if (value < 0 || value > most) throw new UsageException(FormattableString.Invariant($"{option} {value} is not from 0 to {most}: the field ends there"));
    }

    internal static string? NameOf(string option, string? name) => name is null or { Length: > 0 and <= 64 } && name?.Any(char.IsControl) != true
        ? name
        : throw new UsageException($"{option} '{Tables.Plain(name![..Math.Min(name.Length, 64)])}' is not a name of 1 to 64 characters");

    private static Radio Open(BroadcastNetwork network, int port)
    {
        try
        {
            return new Radio(network, port);
        }
        catch (SocketException e)
        {
            throw new IOException($"UDP port {port} cannot be shared: {e.Message.TrimEnd('.')}. Another program holds it for itself; choose another one with --port", e);
        }
    }
}
