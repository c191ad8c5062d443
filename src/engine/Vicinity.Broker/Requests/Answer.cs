using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// The answer to one request, from the moment the request was read. It is completed once, by any thread; the connection's
/// <see cref="AnswerQueue"/> sends it when all earlier ones have left.
/// </summary>
internal abstract class Answer
{
    private AnswerQueue? _queue;
    private int _state;
    private FrameMemory? _heldIn;
    private long _held;

    /// <summary>Number that the client matches the answer by.</summary>
    public int CorrelationId { get; init; }

    /// <summary>Version of the request, which is also that of the answer.</summary>
    public short Version { get; init; }

    /// <summary>Whether the answer can be written.</summary>
    public bool IsComplete => Volatile.Read(ref _state) == 1;

    /// <summary>The request's bytes stay in use until the answer has left.</summary>
    public void Hold(FrameMemory memory, long bytes)
    {
        _heldIn = memory;
        _held = bytes;
    }

    /// <summary>The answer has left, or never will.</summary>
    public void LetGo()
    {
        if (Interlocked.Exchange(ref _held, 0) is > 0 and var bytes) _heldIn!.Give(bytes);
    }

    internal void AttachTo(AnswerQueue queue) => _queue = queue;

    /// <summary>Marks the answer as ready; only the first call counts.</summary>
    /// <returns>Whether this call was the first.</returns>
    protected bool MarkComplete()
    {
        if (Interlocked.CompareExchange(ref _state, 1, 0) != 0) return false;
        _queue!.AnswerCompleted();
        return true;
    }

    /// <summary>Writes the answer, with its size in front, or nothing where the protocol wants none.</summary>
    public abstract ValueTask WriteAsync(SendBuffer output, CancellationToken cancellation);

    /// <summary>The node stops: an answer that waits for more to come is to be given with what there is.</summary>
    public virtual void Hurry()
    {
    }

    /// <summary>The connection is gone: stop waiting and release what is held.</summary>
    public virtual void Abandon()
    {
    }
}
