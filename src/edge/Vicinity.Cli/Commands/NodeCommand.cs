using System.CommandLine;
using Spectre.Console;
using Vicinity.Broker;

namespace Vicinity.Cli;

/// <summary><c>vicinity node</c>: one node of the log, without applications and page.</summary>
internal static class NodeCommand
{
    public static Command Create()
    {
        Command command = CommonOptions.Describe("node", "Run one node of the log: a server for any Kafka client.", "vicinity node --data /var/lib/vicinity --listen 127.0.0.1:9092");
        NodeOptions options = NodeOptions.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            // A request is served on the thread that found it on the socket, without a hand-over to the pool: half the processor time at the
            // same latency. Only where the process serves nothing else: a handler holds up the other connections of its thread.
            Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
            using NodeLogging logging = NodeLogging.Create(parsed.GetValue(options.JsonLogs));
            await using Node node = Node.Start(options.Read(parsed), logging.Factory);
            await Console.Out.WriteLineAsync($"vicinity node: Kafka protocol on {node.EndPoint}, cluster {node.ClusterId}. Stop with Ctrl+C or SIGTERM.").ConfigureAwait(false);
            await Termination.WaitAsync(cancel).ConfigureAwait(false);
            await node.StopAsync().ConfigureAwait(false);
            return 0;
        });
        return command;
    }
}
