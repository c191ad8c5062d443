using System.Diagnostics;
using Spectre.Console;
using Vicinity.Client;
using Vicinity.Model;

namespace Vicinity.Cli;

/// <summary>Carries out moves of replicas: asks for them, and waits until each partition has its new replicas and they are in sync.</summary>
internal static class ReplicaMoves
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(300);

    // A move takes as long as its data take; one that makes no step for so long is stuck.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <exception cref="ClientException">The cluster refuses a move, or none is done for two minutes.</exception>
    public static async Task CarryOutAsync(Admin admin, IReadOnlyDictionary<TopicPartition, IReadOnlyList<int>> moves, CancellationToken cancel)
    {
        await admin.ReassignAsync(moves.ToDictionary(m => m.Key, m => (IReadOnlyList<int>?)m.Value), cancel).ConfigureAwait(false);
        int left = moves.Count;
        for (long step = Stopwatch.GetTimestamp(); left > 0;)
        {
            await Task.Delay(s_pause, cancel).ConfigureAwait(false);
            IReadOnlyList<TopicDescription> topics = await admin.ListTopicsAsync(cancel).ConfigureAwait(false);
            int now = moves.Count(m => !IsDone(topics, m.Key, m.Value));
            if (now < left) step = Stopwatch.GetTimestamp();
            left = now;
            if (!Console.IsErrorRedirected) await Console.Error.WriteAsync($"\r{moves.Count - left} of {Counted.Of(moves.Count, "partition")} moved   ").ConfigureAwait(false);
            if (left > 0 && Stopwatch.GetElapsedTime(step) > s_patience)
                throw new ClientException($"{left} of {Counted.Of(moves.Count, "move")} made no step for {s_patience.TotalMinutes:0} minutes; they go on in the cluster. vicinity cluster status shows who is away.");
        }

        if (!Console.IsErrorRedirected) await Console.Error.WriteLineAsync().ConfigureAwait(false);
        AnsiConsole.MarkupLineInterpolated($"Moved [bold]{Counted.Of(moves.Count, "partition")}[/].");
    }

    private static bool IsDone(IReadOnlyList<TopicDescription> topics, TopicPartition partition, IReadOnlyList<int> wanted) =>
        topics.FirstOrDefault(t => t.Name == partition.Topic) is { } topic
        && topic.Partitions.FirstOrDefault(p => p.Index == partition.Partition) is { } found
        && found.Replicas.ToHashSet().SetEquals(wanted) && wanted.All(found.InSyncReplicas.Contains);
}
