namespace Vicinity.Client;

/// <summary>What was fetched and not taken yet, in the order in which it came. Not thread-safe: guarded by the fetcher's lock.</summary>
internal sealed class ReadyChunks
{
    private readonly Queue<FetchedChunk> _chunks = new();

    /// <summary>Bytes of all chunks.</summary>
    public long Bytes { get; private set; }

    public void Add(FetchedChunk chunk)
    {
        _chunks.Enqueue(chunk);
        Bytes += chunk.Bytes.Length;
        chunk.Cursor.BufferedBytes += chunk.Bytes.Length;
    }

    /// <summary>Takes the next chunk that has records; passes over those that have none, and drops those of before a seek.</summary>
    public FetchedChunk? TryTake()
    {
        while (_chunks.TryDequeue(out FetchedChunk? chunk))
        {
            Bytes -= chunk.Bytes.Length;
            if (!IsStale(chunk))
            {
                chunk.Cursor.BufferedBytes -= chunk.Bytes.Length;
                if (chunk.HasRecords) return chunk;
                chunk.Cursor.Processed(chunk.NextOffset);
            }
            chunk.Frame.Release();
        }
        return null;
    }

    /// <summary>Drops what was fetched before a seek.</summary>
    public void DropStale()
    {
        for (int i = _chunks.Count; i > 0; i--)
        {
            FetchedChunk chunk = _chunks.Dequeue();
            if (IsStale(chunk)) Drop(chunk);
            else _chunks.Enqueue(chunk);
        }
    }

    public void Clear()
    {
        while (_chunks.TryDequeue(out FetchedChunk? chunk)) Drop(chunk);
    }

    private void Drop(FetchedChunk chunk)
    {
        Bytes -= chunk.Bytes.Length;
        chunk.Frame.Release();
    }

    private static bool IsStale(FetchedChunk chunk) => chunk.Version != chunk.Cursor.Version || chunk.Cursor.IsRemoved;
}
