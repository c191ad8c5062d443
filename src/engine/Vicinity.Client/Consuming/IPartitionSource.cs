namespace Vicinity.Client;

/// <summary>Decides which partitions a consumer reads. Called by the poll alone.</summary>
internal interface IPartitionSource : IAsyncDisposable
{
    /// <summary>Whether all partitions that are there have been found.</summary>
    bool IsSettled { get; }

    /// <summary>
    /// Brings the fetcher's partitions up to date, as far as that is possible until the clock reaches <paramref name="until"/>. Returns whether they may be read.
    /// </summary>
    ValueTask<bool> UpdateAsync(long until, CancellationToken cancel);
}
