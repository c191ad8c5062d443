using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Spectre.Console;
using Vicinity.Contacts;
using Vicinity.Contacts.Postgres;

namespace Vicinity.Cli;

/// <summary><c>vicinity contacts store</c>: takes reports from the log to PostgreSQL; as many of them as wanted share the work.</summary>
internal static class ContactsStoreCommand
{
    public static Command Create()
    {
        Command command = CommonOptions.Describe(
            "store",
            "Keep people, contacts and infections in a PostgreSQL database. Several such processes share the work.",
            "vicinity contacts store --store 'Host=127.0.0.1;Database=vicinity;Username=vicinity'",
            "VICINITY__CONTACTS__STORE='Host=db;Database=vicinity;Username=vicinity;Password=…' vicinity contacts store -b node1:9092");
        Option<string> bootstrap = CommonOptions.BootstrapServer();
        var store = new Option<string?>("--store") { Description = "Connection string of the database (default: setting Store of the section Contacts)" };
        foreach (Option option in new Option[] { bootstrap, store }) command.Options.Add(option);
        command.SetAction(async (parsed, cancel) =>
        {
            string servers = parsed.GetValue(bootstrap)!;
            ContactsOptions options = ContactsSettings.Load(o => o with { BootstrapServers = servers, Store = parsed.GetValue(store) ?? o.Store });
            if (options.Store.Length == 0) throw new UsageException("--store is missing: name the database, or set VICINITY__CONTACTS__STORE");
            ContactsSettings.CheckStore(parsed.GetResult(store) is null ? nameof(ContactsOptions.Store) : store.Name, options);
            using NodeLogging logging = NodeLogging.Create(json: false, isPlain: Banner.IsInteractive);
            await Reach.EnsureAsync(servers, cancel).ConfigureAwait(false);
            await using ServiceProvider services = Services(options, logging);
            IHostedService[] hosted = [.. services.GetServices<IHostedService>()];
            foreach (IHostedService service in hosted) await service.StartAsync(cancel).ConfigureAwait(false);
            AnsiConsole.MarkupLineInterpolated($"reports of [bold]{options.Topic}[/] go to PostgreSQL at [bold]{services.GetRequiredService<IReportStore>().Status.Where}[/]; Ctrl+C ends it");
            await Service.RunAsync(cancel).ConfigureAwait(false);
            foreach (IHostedService service in hosted.Reverse()) await service.StopAsync(CancellationToken.None).ConfigureAwait(false);
            return ExitCodes.Stopped;
        });
        return command;
    }

    private static ServiceProvider Services(ContactsOptions options, NodeLogging logging)
    {
        var services = new ServiceCollection();
        services.AddSingleton(logging.Factory);
        services.TryAdd(ServiceDescriptor.Singleton(typeof(Microsoft.Extensions.Logging.ILogger<>), typeof(Microsoft.Extensions.Logging.Logger<>)));
        services.AddContactsErasures(options);
        services.AddContactsStore(options);
        return services.BuildServiceProvider();
    }
}
