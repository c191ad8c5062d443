using Vicinity.Client;
using Vicinity.Model;

namespace Vicinity.Weather;

/// <summary>Reads the steps of a partition from where a server needs them.</summary>
internal static class StepLog
{
    // Looked at for one that is a step, and so tells where the checkpoint is; there is nothing else in the topic unless somebody wrote it there.
    private const int MostLast = 8;

    /// <summary>Reads the newest checkpoint and all steps behind it.</summary>
    /// <returns>The steps, and the offset at which the partition begins.</returns>
    /// <exception cref="ClientException">The log does not answer.</exception>
    public static async Task<(StepHistory Steps, long First)> ReadAsync(LogTopics topics, TopicPartition steps, CancellationToken cancel)
    {
        (_, long first, long end) = await topics.PlaceAsync(steps, cancel).ConfigureAwait(false);
        Step? last = null;
        await topics.ReadAsync(steps, Math.Max(first, end - MostLast), end, r => last = Parse(r) ?? last, cancel).ConfigureAwait(false);
        var history = new StepHistory();
        long from = last is { } known && known.CheckpointAt >= first ? known.CheckpointAt : first;
        bool begun = from != last?.CheckpointAt;
        await topics.ReadAsync(
            steps, from, end,
            record =>
            {
                Step? step = Parse(record);
                if (step is null) history.Skip(record.Offset);
                else if (!begun && record.Offset == from) history.StartAt(record.Offset, step);
                else history.Take(record.Offset, step);
                begun = true;
            },
            cancel).ConfigureAwait(false);
        history.Skip(end - 1);
        return (history, first);
    }

    /// <summary>The step that a record holds; null for none.</summary>
    public static Step? Parse(ConsumedRecord record) => StepCodec.TryRead(record.Value, out Step? step, out _) ? step : null;
}
