namespace Vicinity.Weather.Grpc;

/// <summary>Windows that came from the log of windows together, as messages, and what came after them.</summary>
internal sealed class HeldBatch(string position, IReadOnlyList<V1.WindowBatch> messages, int windows)
{
    private readonly TaskCompletionSource<HeldBatch> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The position after it.</summary>
    public string Position { get; } = position;

    /// <summary>The messages, in order.</summary>
    public IReadOnlyList<V1.WindowBatch> Messages { get; } = messages;

    /// <summary>Windows in it.</summary>
    public int Windows { get; } = windows;

    /// <summary>What comes after it.</summary>
    public Task<HeldBatch> Next => _next.Task;

    /// <summary>Whether it is no longer held: a terminal that still stands here is too slow, and goes on from the log of windows.</summary>
    public bool IsDropped { get; set; }

    public void Follow(HeldBatch next) => _next.TrySetResult(next);
}
