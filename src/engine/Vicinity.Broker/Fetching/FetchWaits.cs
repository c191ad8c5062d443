namespace Vicinity.Broker;

/// <summary>
/// How many partitions the waiting Fetches of all connections watch. Past the bound a Fetch is answered at once with what there is: thousands of requests
/// for thousands of partitions each must not fill the memory. Thread-safe.
/// </summary>
internal sealed class FetchWaits
{
    /// <summary>Most partitions that all waiting Fetches together watch: about 200 MB.</summary>
    public const int MostPartitions = 1_000_000;

    private int _partitions;

    /// <summary>Partitions that are watched now.</summary>
    public int Partitions => Volatile.Read(ref _partitions);

    /// <summary>Takes in a Fetch of so many partitions; false: it may not wait.</summary>
    public bool TryEnter(int partitions)
    {
        if (Interlocked.Add(ref _partitions, partitions) <= MostPartitions) return true;
        Leave(partitions);
        return false;
    }

    /// <summary>A Fetch waits no longer.</summary>
    public void Leave(int partitions) => Interlocked.Add(ref _partitions, -partitions);
}
