using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Vicinity.Broker;
using Vicinity.Client;
using Vicinity.Contacts;
using Vicinity.Contacts.Postgres;
using Vicinity.Gateway;
using Vicinity.Model;

namespace Vicinity.Cli;

/// <summary><c>vicinity contacts</c>: the menu of the original program; and people as processes, in a crowd, or as recorded.</summary>
internal static class ContactsCommand
{
    private const string DefaultHttp = "127.0.0.1:3300";

    public static Command Create()
    {
        Command command = CommonOptions.Describe(
            "contacts",
            "Let people come one by one, each a process, and see on the page how an infection spreads: the menu. A log and a page are started where none runs.",
            "vicinity contacts",
            "vicinity contacts --config default_config.json",
            "vicinity contacts --bootstrap-server 192.168.1.9:9092 --interface 192.168.1.5",
            "vicinity contacts person --infected   (one person, without menu)");
        command.Subcommands.Add(PersonCommand.Create());
        command.Subcommands.Add(CrowdCommand.Create());
        command.Subcommands.Add(RecordedCommand.Create());
        command.Subcommands.Add(ContactsStoreCommand.Create());
        NodeOptions nodeOptions = NodeOptions.AddTo(command);
        var http = new Option<string?>("--http") { Description = $"Address of page and REST, HOST:PORT; port 0 takes any free one (default: {DefaultHttp}, or any free port where that is taken)" };
        var bootstrap = new Option<string?>("--bootstrap-server", "-b") { Description = "Brokers to begin with, HOST:PORT,...: a Vicinity node or any Apache Kafka (default: the node at 127.0.0.1:9092, which is started where none answers)" };
        bootstrap.Servers();
        var local = new Option<string>("--interface") { Description = "Address of the interface on whose network the people's devices hear each other", DefaultValueFactory = _ => "127.0.0.1" };
        Option<int> port = new Option<int>("--port") { Description = "UDP port that all devices share", DefaultValueFactory = _ => DeviceOptions.OriginalPort }.Between(1, 65_535, "it is a UDP port");
        var simulation = new Option<string?>("--simulation") { Description = "Name of the simulation (default: 'people' and the time)" };
        Option<int> tick = new Option<int>("--tick-ms") { Description = "Milliseconds of a tick", DefaultValueFactory = _ => 1000 }.Between(10, 3_600_000, "a device speaks and reports once a tick");
        foreach (Option option in new Option[] { http, bootstrap, local, port, simulation, tick }) command.Options.Add(option);
        ParameterOptions parameterOptions = ParameterOptions.AddTo(command);
        command.SetAction(async (parsed, asked) =>
        {
            // The terminal is closed: the people leave as at Ctrl+C.
            using var leave = CancellationTokenSource.CreateLinkedTokenSource(asked);
            using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
            {
                signal.Cancel = true;
                leave.Cancel();
            });
            CancellationToken cancel = leave.Token;
            using NodeLogging logging = NodeLogging.Create(parsed.GetValue(nodeOptions.JsonLogs), isPlain: true);
            BrokerOptions broker = nodeOptions.Read(parsed) with { Discovery = null, Join = [], Expect = 0 };
            GatewayOptions gateway = GatewaySettings.Load(parsed.GetValue(http), isDemo: true);
            string name = PersonCommand.NameOf(simulation.Name, parsed.GetValue(simulation)) ?? string.Create(CultureInfo.InvariantCulture, $"people {DateTime.Now:yyyy-MM-dd HH:mm:ss}");
            PersonCommand.NetworkOf(local.Name, parsed.GetValue(local)!);
            ContactsOptions contacts = ContactsSettings.Load(o => o with { Parameters = parameterOptions.Read(parsed, o.Parameters), TickMs = parsed.GetValue(tick), CrowdPeople = 0 });
            string? servers = parsed.GetValue(bootstrap);
            if (servers is not null) await Reach.EnsureAsync(servers, cancel).ConfigureAwait(false);
            else if (await AnswersAsync(broker.Listen, cancel).ConfigureAwait(false)) servers = ListenAddress.ToConnectTo(broker.Listen).ToString();
            else nodeOptions.Check(parsed, broker);

            var menu = new ContactsMenu(Console.In, Console.Out);
            contacts = contacts with { Parameters = await menu.AskParametersAsync(contacts.Parameters, cancel).ConfigureAwait(false) };
            if (cancel.IsCancellationRequested) return ExitCodes.Stopped;

            await using Engine engine = servers is null ? Engine.Start(broker, logging.Factory) : await Engine.AtAsync(servers, logging.Factory, cancel).ConfigureAwait(false);
            contacts = contacts with { BootstrapServers = engine.BootstrapServers };
            if (parsed.GetValue(http) is null && IsTaken(gateway.EndPoint)) gateway = gateway with { Http = $"{gateway.EndPoint.Address}:0" };
            else FreeAddress.Ensure(http.Name, gateway.EndPoint);
            if (engine.Node is not null) gateway = gateway with { OperatorKey = gateway.OperatorKey ?? OperatorKeyFile.Obtain(broker.DataFolder) };
            await using Composition composition = await Composition.StartAsync(gateway, engine.Status(), [ContactsApplication.Compose(contacts)], logging.Factory, cancel).ConfigureAwait(false);
            await using var notice = new RunNotice(contacts, new Run { Name = name, Kind = RunKind.Devices, TickMs = contacts.TickMs, Plan = new RunPlan { Parameters = contacts.Parameters } }, cancel);
            await notice.BeginAsync(cancel).ConfigureAwait(false);
            PeopleLog.RemoveOld();
            string log = PeopleLog.Own;
            string[] arguments =
            [
                "--bootstrap-server", engine.BootstrapServers, "--topic", contacts.Topic, "--interface", parsed.GetValue(local)!, "--port", Text(parsed.GetValue(port)), "--simulation", name,
                "--tick-ms", Text(contacts.TickMs), .. ParameterOptions.ArgumentsFor(contacts.Parameters),
            ];
            using var people = new PersonProcesses(arguments, log);
            Show(engine, composition.Gateway, contacts, name, log);
            await menu.RunAsync(people, notice.Ended).ConfigureAwait(false);
            Say("The people leave.");
            await people.StopAsync().ConfigureAwait(false);
            await notice.EndAsync(RunState.Ended).ConfigureAwait(false);
            Say(people.Ended == 1 ? "1 person has come and gone." : $"{people.Ended} people have come and gone.");
            if (people.Failed == 0)
            {
                // What nobody has to look at is not left behind.
                people.Dispose();
                File.Delete(log);
                return ExitCodes.Stopped;
            }
            Messages.Fail($"{Counted.Of(people.Failed, "person", "people")} did not end in order; what they said is in {log}");
            return ExitCodes.Failed;
        });
        return command;
    }

    private static void Show(Engine engine, GatewayHost gateway, ContactsOptions contacts, string name, string log)
    {
        Console.Out.WriteLine($"""

            Page:       {gateway.OperatorLink("contacts")}
            Database:   {(contacts.Store.Length == 0 ? "" : $"PostgreSQL at {StoreConnection.Parse(contacts.Store)}; ")}topic '{contacts.Topic}' of the log at {engine.BootstrapServers}{(engine.Node is null ? "" : ", which runs here")}; REST at {gateway.Address}api/contacts
            Simulation: {name}
            What people say is in {log}
            """);
    }

    // The terminal may be gone, and the people leave in order all the same.
    private static void Say(string line)
    {
        try
        {
            Console.Out.WriteLine(line);
        }
        catch (IOException)
        {
            // Nobody reads it.
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task<bool> AnswersAsync(IPEndPoint listen, CancellationToken cancel)
    {
        if (listen.Port == 0) return false;
        try
        {
            await Reach.EnsureAsync(ListenAddress.ToConnectTo(listen).ToString(), cancel).ConfigureAwait(false);
            return true;
        }
        catch (ClientException)
        {
            return false;
        }
    }

    private static bool IsTaken(IPEndPoint address)
    {
        try
        {
            FreeAddress.Ensure("", address);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
