namespace Vicinity.Broker;

/// <summary>The heap of this process. Has no state.</summary>
internal sealed class CollectedHeap : ICollectedHeap
{
    /// <inheritdoc/>
    public long LiveBytes
    {
        get
        {
            GCMemoryInfo last = GC.GetGCMemoryInfo(GCKind.Any);
            return last.HeapSizeBytes - last.FragmentedBytes;
        }
    }

    /// <inheritdoc/>
    public void Mark() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);

    /// <inheritdoc/>
    public void Compact() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}
