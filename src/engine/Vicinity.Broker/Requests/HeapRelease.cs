namespace Vicinity.Broker;

/// <summary>
/// Gives memory back to the system when large requests have been answered. They are read into objects, hundreds of megabytes of which one request may need, and the garbage
/// collector gives nothing back while a node is idle, because it does not run. Thread-safe.
/// </summary>
/// <param name="requests">Memory of the requests that are being handled.</param>
/// <param name="heap">The heap.</param>
internal sealed class HeapRelease(FrameMemory requests, ICollectedHeap heap)
{
    /// <summary>Bytes of requests from which on it is worth the while.</summary>
    public const long WorthBytes = 16 * 1024 * 1024;

    /// <summary>With more than this in use the threads would wait so long that other nodes might take this one for dead; what is left over is less than that, too.</summary>
    public const long MostLiveBytes = 100L * 1024 * 1024;

    private long _handled;
    private long _seen;
    private bool _isMarked;

    /// <summary>A request of so many bytes is about to be read into objects.</summary>
    public void Note(int bytes) => Interlocked.Add(ref _handled, bytes);

    /// <summary>Gives back what large requests have left behind, when none is handled and none has come since the last look. To be called at intervals, by one thread at a time.</summary>
    public void Look()
    {
        long handled = Interlocked.Read(ref _handled);
        bool isAtRest = handled == _seen && requests.Used == 0;
        _seen = handled;
        if (handled < WorthBytes || !isAtRest)
        {
            _isMarked = false;
            return;
        }

        if (!_isMarked)
        {
            heap.Mark();
            _isMarked = true;
            return;
        }

        if (heap.LiveBytes <= MostLiveBytes) heap.Compact();
        _isMarked = false;
        _seen = Interlocked.Add(ref _handled, -handled);
    }
}
