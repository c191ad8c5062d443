namespace Vicinity.Weather.Grpc;

/// <summary>The newest windows of the log of windows, read once for all terminals that keep up. Thread-safe.</summary>
/// <param name="log">The log of windows.</param>
/// <param name="options">How many are held.</param>
internal sealed class WindowTail(IWindowFeed log, GrpcProxyOptions options)
{
    private readonly Lock _gate = new();
    private readonly Queue<HeldBatch> _held = new();
    private readonly Dictionary<string, HeldBatch> _byPosition = new(StringComparer.Ordinal);
    private HeldBatch _newest = new("", [], 0);
    private int _windows;
    private bool _isBegun;

    /// <summary>Follows the log of windows until cancelled; called again, it goes on.</summary>
    public Task RunAsync(CancellationToken cancel)
    {
        string position;
        lock (_gate)
        {
            if (!_isBegun) Hold(_newest);
            _isBegun = true;
            position = _newest.Position;
        }
        return log.RunAsync(position, TakeAsync, cancel);
    }

    /// <summary>Where a terminal stands that has reached a position; null when that is not held (any more).</summary>
    public HeldBatch? At(string position)
    {
        lock (_gate) return _byPosition.GetValueOrDefault(position);
    }

    /// <summary>Windows as messages of a bounded length; the position moves with the last one.</summary>
    public static IReadOnlyList<V1.WindowBatch> Messages(string after, string position, IReadOnlyList<Window> windows, int most)
    {
        List<V1.WindowBatch> messages = [];
        for (int from = 0; from < windows.Count || from == 0; from += most)
        {
            int count = Math.Min(most, windows.Count - from);
            var message = new V1.WindowBatch { After = after, Position = from + count >= windows.Count ? position : after };
            for (int i = from; i < from + count; i++) message.Windows.Add(WindowMessages.Write(windows[i]));
            messages.Add(message);
        }
        return messages;
    }

    private Task TakeAsync(IReadOnlyList<Window> windows, string position, CancellationToken cancel)
    {
        lock (_gate)
        {
            var batch = new HeldBatch(position, Messages(_newest.Position, position, windows, options.MostWindowsOfMessage), windows.Count);
            HeldBatch before = _newest;
            _newest = batch;
            Hold(batch);
            before.Follow(batch);
        }
        return Task.CompletedTask;
    }

    private void Hold(HeldBatch batch)
    {
        _held.Enqueue(batch);
        // Of batches after which the position is the same, the first one counts: who stands there lacks the others.
        _byPosition.TryAdd(batch.Position, batch);
        _windows += batch.Windows;
        while (_windows > options.HeldWindows && _held.Count > 1)
        {
            HeldBatch oldest = _held.Dequeue();
            oldest.IsDropped = true;
            _windows -= oldest.Windows;
            if (ReferenceEquals(_byPosition.GetValueOrDefault(oldest.Position), oldest)) _byPosition.Remove(oldest.Position);
        }
    }
}
