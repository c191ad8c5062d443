using System.CommandLine;
using System.Text;
using System.Text.Json;
using Vicinity.Client;

namespace Vicinity.Cli;

/// <summary><c>vicinity consume</c>: writes records to standard output, a line each.</summary>
internal static class ConsumeCommand
{
    public static Command Create()
    {
        Command command = CommonOptions.Describe("consume", "Write records to standard output, a line each.", "vicinity consume readings --from earliest --exit", "vicinity consume readings --group readers", "vicinity consume 'traffic.*' --json");
        var topic = new Argument<string>("TOPIC") { Description = "Topic to read; a star at the end takes all that begin so" };
        var from = new Option<string>("--from") { Description = "earliest, latest, an offset, or a time (ISO 8601)", DefaultValueFactory = _ => "latest" };
        var group = new Option<string?>("--group", "-g") { Description = "Read as a member of this group, from its committed positions" };
        var count = new Option<long>("--count", "-c") { Description = "Stop after so many records", DefaultValueFactory = _ => long.MaxValue };
        var exit = new Option<bool>("--exit", "-e") { Description = "Stop when everything there is has been read" };
        var keys = new Option<bool>("--keys") { Description = "Write the key and a tab before each value" };
        Option<bool> json = CommonOptions.Json();
        Option<string> bootstrap = CommonOptions.BootstrapServer();
        command.Arguments.Add(topic);
        foreach (Option option in new Option[] { from, group, count, exit, keys, json, bootstrap }) command.Options.Add(option);
        command.SetAction(async (parsed, cancel) =>
        {
            string name = parsed.GetValue(topic)!;
            TopicFilter filter = name.EndsWith('*') ? TopicFilter.Prefix(name[..^1]) : TopicFilter.Topics(name);
            StartPosition start = PositionText.Parse(parsed.GetValue(from)!);
            string? member = parsed.GetValue(group);
            await Reach.EnsureAsync(parsed.GetValue(bootstrap)!, cancel).ConfigureAwait(false);
            await using var consumer = new Consumer(new ConsumerOptions
            {
                BootstrapServers = parsed.GetValue(bootstrap)!,
                GroupId = member,
                AutoOffsetReset = start == StartPosition.Earliest ? OffsetReset.Earliest : OffsetReset.Latest,
                ClientId = "vicinity-cli",
            });
            if (member is null) consumer.Subscribe(filter, start);
            else consumer.Subscribe(filter);
            await CopyAsync(consumer, parsed.GetValue(count), parsed.GetValue(exit), parsed.GetValue(keys), parsed.GetValue(json), cancel).ConfigureAwait(false);
            return 0;
        });
        return command;
    }

    private static async Task CopyAsync(Consumer consumer, long limit, bool exit, bool keys, bool json, CancellationToken cancel)
    {
        await using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 64 * 1024);
        long written = 0;
        while (written < limit && !cancel.IsCancellationRequested)
        {
            ConsumedBatch? batch;
            try
            {
                batch = await consumer.PollAsync(TimeSpan.FromMilliseconds(200), cancel).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            if (batch is null)
            {
                await output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
                if (exit && consumer.IsCaughtUp) break;
                continue;
            }

            foreach (ConsumedRecord record in batch.ToRecords())
            {
                if (written++ >= limit) break;
                if (json) await output.WriteLineAsync(JsonSerializer.Serialize(new { record.Topic, record.Partition, record.Offset, record.TimestampMs, Key = record.KeyText, Value = record.ValueText })).ConfigureAwait(false);
                else if (keys) await output.WriteLineAsync($"{record.KeyText}\t{record.ValueText}").ConfigureAwait(false);
                else await output.WriteLineAsync(record.ValueText).ConfigureAwait(false);
            }
        }
    }
}
