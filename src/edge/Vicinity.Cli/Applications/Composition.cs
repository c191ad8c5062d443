using System.CommandLine;
using Microsoft.Extensions.Logging;
using Spectre.Console;
using Vicinity.Gateway;

namespace Vicinity.Cli;

/// <summary>The gateway with the applications that were asked for. What fails in one of them is shown, and keeps the others from nothing.</summary>
internal sealed class Composition : IAsyncDisposable
{
    private readonly IReadOnlyList<ComposedApplication> _applications;

    private Composition(GatewayHost gateway, IReadOnlyList<ComposedApplication> applications) => (Gateway, _applications) = (gateway, applications);

    /// <summary>The gateway.</summary>
    public GatewayHost Gateway { get; }

    /// <summary>Checks an application's settings and options; one that fails otherwise is down.</summary>
    /// <exception cref="UsageException">A setting or an option is wrong.</exception>
    public static Func<Engine, ComposedApplication> Prepare(IApplication application, ParseResult parsed)
    {
        try
        {
            return application.Prepare(parsed);
        }
        catch (Exception fault) when (fault is not UsageException and not OutOfMemoryException)
        {
            return _ => ComposedApplication.Down(application.Name, fault);
        }
    }

    /// <summary>Puts an application together; one that cannot be is down.</summary>
    public static ComposedApplication Compose(string name, Func<ComposedApplication> compose)
    {
        try
        {
            return compose();
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            return ComposedApplication.Down(name, fault);
        }
    }

    /// <summary>Starts the gateway with the applications.</summary>
    /// <exception cref="GatewayException">The page cannot be served.</exception>
    public static async Task<Composition> StartAsync(
        GatewayOptions options, EngineStatus engine, IReadOnlyList<ComposedApplication> applications, ILoggerFactory loggers, CancellationToken cancel)
    {
        ComposedApplication[] begun = await Task.WhenAll(applications.Select(a => BeginAsync(a, cancel))).ConfigureAwait(false);
        return new Composition(await GatewayHost.StartAsync(options, engine, [.. begun.Select(a => a.Part)], loggers, cancel).ConfigureAwait(false), begun);
    }

    /// <summary>A line for each application that has something to say, or is down.</summary>
    public void AddTo(Table table)
    {
        foreach ((ComposedApplication application, ApplicationStatus status) in _applications.Zip(Gateway.Applications))
        {
            if (status.State == ApplicationState.Down) table.AddRow(Markup.Escape(status.Name), $"[red]down[/]: {Markup.Escape(status.Problem ?? "")}");
            else if (application.Says is { } says) table.AddRow(Markup.Escape(status.Name), Markup.Escape(says));
        }
    }

    /// <summary>What happens in the applications now; null for nothing.</summary>
    public string? Rates()
    {
        string[] rates = [.. _applications.Zip(Gateway.Applications, RatesOf).OfType<string>()];
        return rates.Length == 0 ? null : string.Join(", ", rates);
    }

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();

    private static string? RatesOf(ComposedApplication application, ApplicationStatus status)
    {
        if (status.State == ApplicationState.Down) return $"{status.Name} is down";
        try
        {
            return application.Rates();
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            return $"{status.Name}: {fault.Message}";
        }
    }

    private static async Task<ComposedApplication> BeginAsync(ComposedApplication application, CancellationToken cancel)
    {
        try
        {
            await application.Begin(cancel).ConfigureAwait(false);
            return application;
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested && fault is not OutOfMemoryException)
        {
            return ComposedApplication.Down(application.Part.Name, fault);
        }
    }
}
