using System.CommandLine;
using System.Text;
using Spectre.Console;
using Vicinity.Client;
using Vicinity.Records;

namespace Vicinity.Cli;

/// <summary><c>vicinity produce</c>: one record for each line of standard input.</summary>
internal static class ProduceCommand
{
    public static Command Create()
    {
        Command command = CommonOptions.Describe("produce", "Write each line of standard input as a record.", "echo hello | vicinity produce greetings", "vicinity produce readings --key-separator : < readings.txt");
        var topic = new Argument<string>("TOPIC") { Description = "Topic to write to; created when it is missing" };
        var separator = new Option<string?>("--key-separator", "-K") { Description = "Text between key and value in a line; without it records have no key" };
        var partition = new Option<int?>("--partition", "-p") { Description = "Partition to write to; chosen by key or in turn without it" };
        var codec = new Option<CompressionCodec>("--compression", "-z") { Description = "None, Gzip, Snappy, Lz4 or Zstd" };
        Option<string> bootstrap = CommonOptions.BootstrapServer();
        command.Arguments.Add(topic);
        foreach (Option option in new Option[] { separator, partition, codec, bootstrap }) command.Options.Add(option);
        command.SetAction(async (parsed, cancel) =>
        {
            await Reach.EnsureAsync(parsed.GetValue(bootstrap)!, cancel).ConfigureAwait(false);
            await using var producer = new Producer(new ProducerOptions { BootstrapServers = parsed.GetValue(bootstrap)!, Compression = parsed.GetValue(codec), ClientId = "vicinity-cli" });
            string? between = parsed.GetValue(separator);
            long count = 0;
            try
            {
                // A read of the terminal cannot be cancelled; it is left behind when the command is asked to end.
                await Task.Run(CopyAsync, cancel).WaitAsync(cancel).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // what was read so far is still delivered
            }

            await producer.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            Messages.Note($"{Interlocked.Read(ref count):N0} records acknowledged");
            return 0;

            async Task CopyAsync()
            {
                while (!cancel.IsCancellationRequested && Console.In.ReadLine() is string line)
                {
                    int at = string.IsNullOrEmpty(between) ? -1 : line.IndexOf(between, StringComparison.Ordinal);
                    byte[]? key = at < 0 ? null : Encoding.UTF8.GetBytes(line[..at]);
                    byte[] value = Encoding.UTF8.GetBytes(at < 0 ? line : line[(at + between!.Length)..]);
                    await producer.PostAsync(parsed.GetValue(topic)!, key, value, partition: parsed.GetValue(partition)).ConfigureAwait(false);
                    Interlocked.Increment(ref count);
                }
            }
        });
        return command;
    }
}
