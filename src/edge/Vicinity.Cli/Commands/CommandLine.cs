using System.CommandLine;
using Vicinity.Broker;
using Vicinity.Client;
using Vicinity.Contacts.Postgres;
using Vicinity.Feeds;
using Vicinity.Gateway;
using Vicinity.Traffic;

namespace Vicinity.Cli;

/// <summary>The <c>vicinity</c> command: puts the subcommands together and turns failures into exit codes: 0 done, 1 failed, 2 wrong usage.</summary>
public static class CommandLine
{
    /// <summary>Name of the program, as people type it.</summary>
    internal const string ProgramName = "vicinity";

    /// <summary>Runs one command line.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        using var termination = new Termination();
        StandardOutput.Prepare();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(termination.Asked, StandardOutput.Unread);
        int code = await InvokeAsync(Build().Parse(args), stop.Token).ConfigureAwait(false);
        // What was written has its reader, or the command has failed.
        return code == ExitCodes.Done && StandardOutput.HasLost ? ExitCodes.Failed : code;
    }

    private static async Task<int> InvokeAsync(ParseResult parsed, CancellationToken stop)
    {
        if (parsed.Errors.Count > 0)
        {
            UsageErrors.Tell(parsed);
            return ExitCodes.WrongUsage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is UsageException or ArgumentException)
        {
            Messages.Fail(e.Message);
            return ExitCodes.WrongUsage;
        }
        catch (DisconnectedException e)
        {
            Messages.Fail($"{e.Message}{Environment.NewLine}Start a node with 'vicinity up', or name one with --bootstrap-server HOST:PORT.");
            return ExitCodes.Failed;
        }
        catch (Exception e) when (e is ClientException or BrokerException or GatewayException or TraceFormatException or StoreException or IOException or UnauthorizedAccessException)
        {
            Messages.Fail(e.Message);
            return ExitCodes.Failed;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Failed;
        }
        catch (Exception e)
        {
            Messages.Fail($"a fault of this program: {e}");
            return ExitCodes.Failed;
        }
    }

    /// <summary>All commands.</summary>
    internal static RootCommand Build()
    {
        var root = new RootCommand("Small events about places, in logs that lose nothing, shown live. Start with 'vicinity up'.");
        IReadOnlyList<IApplication> applications = ApplicationList.All();
        root.Subcommands.Add(UpCommand.Create(applications));
        root.Subcommands.Add(NodeCommand.Create());
        root.Subcommands.Add(TopicCommand.Create());
        root.Subcommands.Add(ProduceCommand.Create());
        root.Subcommands.Add(ConsumeCommand.Create());
        root.Subcommands.Add(GroupCommand.Create());
        root.Subcommands.Add(DataCommand.Create());
        foreach (Command command in applications.SelectMany(a => a.Commands)) root.Subcommands.Add(command);
        root.Subcommands.Add(BenchCommand.Create());
        root.Subcommands.Add(CompletionCommand.Create());
        Examples.ShowInHelp(root);
        Bounds.RefuseUnknownOptions(root);
        return root;
    }
}
