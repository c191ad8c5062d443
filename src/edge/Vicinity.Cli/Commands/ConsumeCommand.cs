using System.CommandLine;
using Vicinity.Client;
using Vicinity.Model;

namespace Vicinity.Cli;

/// <summary><c>vicinity consume</c>: writes records to standard output, a line each.</summary>
internal static class ConsumeCommand
{
    private const string From = "--from";

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);

    public static Command Create()
    {
        Command command = CommonOptions.Describe("consume", "Write records to standard output, a line each.", "vicinity consume readings --from earliest --exit", "vicinity consume readings --group readers", "vicinity consume 'traffic.*' --json", "vicinity consume readings --from 2026-11-21T08:00:00Z --count 10", "vicinity consume alarms --wait");
        var topic = new Argument<string>("TOPIC") { Description = "Topic to read; a star at the end takes all that begin so" };
        var from = new Option<string>(From) { Description = "earliest, latest, an offset, or a time (ISO 8601)", DefaultValueFactory = _ => "latest" };
        var group = new Option<string?>("--group", "-g") { Description = "Read as a member of this group, from its committed positions" };
        var count = new Option<long?>("--count", "-c") { Description = "Stop after so many records" }.AtLeast(1L, "leave it out to read without an end");
        var exit = new Option<bool>("--exit", "-e") { Description = "Stop when everything there is has been read" };
        var wait = new Option<bool>("--wait") { Description = "Wait for the topic if it does not exist yet" };
        var keys = new Option<bool>("--keys") { Description = "Write the key and a tab before each value" };
        Option<bool> json = CommonOptions.Json();
        Option<string> bootstrap = CommonOptions.BootstrapServer();
        topic.CompletionSources.Add(NameCompletion.Topics(bootstrap));
        group.CompletionSources.Add(NameCompletion.Groups(bootstrap));
        from.CompletionSources.Add("earliest", "latest");
        command.Arguments.Add(topic);
        foreach (Option option in new Option[] { from, group, count, exit, wait, keys, json, bootstrap }) command.Options.Add(option);
        command.SetAction(async (parsed, cancel) =>
        {
            StandardOutput.EndWithReader();
            string name = parsed.GetValue(topic)!;
            TopicFilter filter = name.EndsWith('*') ? TopicFilter.Prefix(name[..^1]) : TopicFilter.Topics(name);
            StartPosition start = PositionText.Parse(from.Name, parsed.GetValue(from)!);
            string? member = parsed.GetValue(group);
            if (member is not null && start != StartPosition.Earliest && start != StartPosition.Latest)
                throw new UsageException($"--from {parsed.GetValue(from)}: a group goes on where it has committed; where it has not, it begins at earliest or latest. vicinity group reset sets its positions");
            OffsetReset reset = await FindStartAsync(parsed.GetValue(bootstrap)!, name, parsed.GetValue(from)!, parsed.GetValue(wait), cancel).ConfigureAwait(false);
            await using var consumer = new Consumer(new ConsumerOptions
            {
                BootstrapServers = parsed.GetValue(bootstrap)!,
                GroupId = member,
                AutoOffsetReset = reset,
                ClientId = "vicinity-cli",
            });
            if (member is null) consumer.Subscribe(filter, start);
            else consumer.Subscribe(filter);
            var writer = new RecordWriter(StandardOutput.Stream, parsed.GetValue(json) ? RecordStyle.Json : parsed.GetValue(keys) ? RecordStyle.KeyAndValue : RecordStyle.Value, !Console.IsOutputRedirected);
            bool ended = await CopyAsync(consumer, writer, member is not null, parsed.GetValue(count) ?? long.MaxValue, parsed.GetValue(exit), cancel).ConfigureAwait(false);
            return ended ? ExitCodes.Done : ExitCodes.Stopped;
        });
        return command;
    }

    /// <summary>Sees that there is something to read, and where it begins for want of the wanted position.</summary>
    private static async Task<OffsetReset> FindStartAsync(string bootstrapServers, string name, string from, bool wait, CancellationToken cancel)
    {
        await using Admin admin = Reach.Connect(bootstrapServers);
        if (wait)
        {
            await admin.DescribeClusterAsync(cancel).ConfigureAwait(false);
            return from.Equals("earliest", StringComparison.OrdinalIgnoreCase) ? OffsetReset.Earliest : OffsetReset.Latest;
        }

        IReadOnlyList<TopicDescription> topics = await KnownTopics.MatchAsync(admin, name, cancel).ConfigureAwait(false);
        return await PositionText.ResetAsync(admin, [.. topics.SelectMany(t => t.Partitions.Select(p => new TopicPartition(t.Name, p.Index)))], From, from, cancel).ConfigureAwait(false);
    }

    /// <summary>Copies records until the limit or the end, and returns true; or until it is asked to stop, and returns false.</summary>
    private static async Task<bool> CopyAsync(Consumer consumer, RecordWriter writer, bool isMember, long limit, bool exit, CancellationToken cancel)
    {
        long written = 0;
        bool ended = true;
        ConsumedRecord? last = null;
        try
        {
            while (written < limit)
            {
                ConsumedBatch? batch = await consumer.PollAsync(TimeSpan.Zero, cancel).ConfigureAwait(false);
                if (batch is null)
                {
                    writer.Flush();
                    batch = await consumer.PollAsync(s_look, cancel).ConfigureAwait(false);
                }

                if (batch is null)
                {
                    if (exit && consumer.IsCaughtUp) break;
                    continue;
                }

                foreach (ConsumedRecord record in batch.ToRecords())
                {
                    cancel.ThrowIfCancellationRequested();
                    if (written == limit) break;
                    writer.Write(record);
                    written++;
                    last = record;
                }

                // The next poll takes the batch for processed: by then it must be out.
                if (isMember) writer.Flush();
            }
        }
        catch (OperationCanceledException)
        {
            ended = false;
        }

        writer.Flush();
        // Of the batch at hand as much counts as was written: the rest, and what nobody took, comes again.
        if (isMember && last is not null && !StandardOutput.HasLost) await CommitAsync(consumer, last).ConfigureAwait(false);
        return ended;
    }

    private static async Task CommitAsync(Consumer consumer, ConsumedRecord last)
    {
        using var patience = new CancellationTokenSource(Reach.Patience);
        try
        {
            await consumer.CommitAsync(last, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw new ClientException($"the group did not take the commit of {last.TopicPartition} within {Reach.Patience.TotalSeconds:0} s; its last records will come again");
        }
    }
}
