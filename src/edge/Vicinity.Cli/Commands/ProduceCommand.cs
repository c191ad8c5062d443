using System.CommandLine;
using System.Text;
using Vicinity.Client;
using Vicinity.Records;

namespace Vicinity.Cli;

/// <summary><c>vicinity produce</c>: one record for each line of standard input.</summary>
internal static class ProduceCommand
{
    private const int LongestLine = 1_000_000;

    public static Command Create()
    {
        Command command = CommonOptions.Describe("produce", "Write each line of standard input as a record.", "echo hello | vicinity produce greetings", "vicinity produce readings --key-separator : < readings.txt");
        var topic = new Argument<string>("TOPIC") { Description = "Topic to write to; created when it is missing" };
        var separator = new Option<string?>("--key-separator", "-K") { Description = "Text between key and value in a line; without it records have no key" };
        var partition = new Option<int?>("--partition", "-p") { Description = "Partition to write to; chosen by key or in turn without it" }.AtLeast(0, "partitions are numbered from 0 on");
        var codec = new Option<CompressionCodec>("--compression", "-z") { Description = "None, Gzip, Snappy, Lz4 or Zstd" };
        Option<string> bootstrap = CommonOptions.BootstrapServer();
        topic.CompletionSources.Add(NameCompletion.Topics(bootstrap));
        command.Arguments.Add(topic);
        foreach (Option option in new Option[] { separator, partition, codec, bootstrap }) command.Options.Add(option);
        command.SetAction(async (parsed, cancel) =>
        {
            string name = parsed.GetValue(topic)!;
            int? target = parsed.GetValue(partition);
            await CheckTopicAsync(parsed.GetValue(bootstrap)!, name, target, cancel).ConfigureAwait(false);
            await using var producer = new Producer(new ProducerOptions { BootstrapServers = parsed.GetValue(bootstrap)!, Compression = parsed.GetValue(codec), ClientId = "vicinity-cli" });
            byte[]? between = string.IsNullOrEmpty(parsed.GetValue(separator)) ? null : Encoding.UTF8.GetBytes(parsed.GetValue(separator)!);
            long count = 0;
            try
            {
                // A read of the terminal cannot be cancelled; it is left behind when the command is asked to end.
                await Task.Run(CopyAsync, cancel).WaitAsync(cancel).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // asked to end
            }
            finally
            {
                // What was read so far is delivered, also when the rest cannot be.
                await producer.FlushAsync(CancellationToken.None).ConfigureAwait(false);
                Messages.Note($"{Counted.Of(Interlocked.Read(ref count), "record")} acknowledged");
            }

            return ExitCodes.Done;

            async Task CopyAsync()
            {
                await using Stream input = Console.OpenStandardInput();
                await foreach (ReadOnlyMemory<byte> line in new InputLines(input, LongestLine).ReadAsync(cancel).ConfigureAwait(false))
                {
                    int at = between is null ? -1 : line.Span.IndexOf(between);
                    if (at < 0) await producer.PostAsync(name, default, line, partition: target).ConfigureAwait(false);
                    else await producer.PostAsync(name, line[..at], line[(at + between!.Length)..], partition: target).ConfigureAwait(false);
                    Interlocked.Increment(ref count);
                }
            }
        });
        return command;
    }

    /// <summary>Says so when the topic is new, since the name may be mistyped, and refuses a partition that it does not have.</summary>
    private static async Task CheckTopicAsync(string bootstrapServers, string name, int? partition, CancellationToken cancel)
    {
        await using Admin admin = Reach.Connect(bootstrapServers);
        TopicDescription? topic = await KnownTopics.TryFindAsync(admin, name, cancel).ConfigureAwait(false);
        if (topic is null) Messages.Note($"there is no topic '{name}' yet: it will be created{await KnownTopics.HintAsync(admin, name, cancel).ConfigureAwait(false)}");
        else if (partition is { } wanted && topic.Partitions.All(p => p.Index != wanted))
            throw new ClientException($"topic '{name}' has no partition {wanted}; it has {topic.Partitions.Count}, from 0 on");
    }
}
