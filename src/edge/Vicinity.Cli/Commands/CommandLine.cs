using System.CommandLine;
using Spectre.Console;
using Vicinity.Broker;
using Vicinity.Client;
using Vicinity.Gateway;
using Vicinity.Traffic;

namespace Vicinity.Cli;

/// <summary>The <c>vicinity</c> command: puts the subcommands together and turns failures into exit codes: 0 done, 1 failed, 2 wrong usage.</summary>
public static class CommandLine
{
    private const int Failed = 1;
    private const int WrongUsage = 2;

    /// <summary>Runs one command line.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        using var termination = new Termination();
        if (Console.IsOutputRedirected) (AnsiConsole.Profile.Capabilities.Ansi, AnsiConsole.Profile.Capabilities.ColorSystem) = (false, ColorSystem.NoColors);
        RootCommand root = Build();
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            await parsed.InvokeAsync().ConfigureAwait(false);
            return WrongUsage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, termination.Asked).ConfigureAwait(false);
        }
        catch (Exception e) when (e is UsageException or ArgumentException)
        {
            Messages.Fail(e.Message);
            return WrongUsage;
        }
        catch (DisconnectedException e)
        {
            Messages.Fail($"{e.Message}{Environment.NewLine}Start a node with 'vicinity up', or name one with --bootstrap-server HOST:PORT.");
            return Failed;
        }
        catch (Exception e) when (e is ClientException or BrokerException or GatewayException or TraceFormatException or IOException or UnauthorizedAccessException)
        {
            Messages.Fail(e.Message);
            return Failed;
        }
        catch (OperationCanceledException)
        {
            return Failed;
        }
    }

    private static RootCommand Build()
    {
        var root = new RootCommand("Small events about places, in logs that lose nothing, shown live. Start with 'vicinity up'.");
        root.Subcommands.Add(UpCommand.Create());
        root.Subcommands.Add(NodeCommand.Create());
        root.Subcommands.Add(TopicCommand.Create());
        root.Subcommands.Add(ProduceCommand.Create());
        root.Subcommands.Add(ConsumeCommand.Create());
        root.Subcommands.Add(GroupCommand.Create());
        root.Subcommands.Add(ClusterCommand.Create());
        root.Subcommands.Add(DataCommand.Create());
        root.Subcommands.Add(TrafficCommand.Create());
        root.Subcommands.Add(BenchCommand.Create());
        Examples.ShowInHelp(root);
        return root;
    }
}
