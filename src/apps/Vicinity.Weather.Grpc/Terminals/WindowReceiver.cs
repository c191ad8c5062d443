using Grpc.Core;

namespace Vicinity.Weather.Grpc;

/// <summary>Takes batches in, one after the other, and knows the position that is reached. Thread-safe.</summary>
internal sealed class WindowReceiver(string position, WindowHandler handler, CancellationToken stopping) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private volatile string _position = position;

    /// <summary>The position that is reached.</summary>
    public string Position => _position;

    /// <summary>Keeps the windows of a batch that follows the position; another one is left alone.</summary>
    /// <returns>The position that is reached.</returns>
    /// <exception cref="RpcException">A window breaks a rule; nothing is kept.</exception>
    public async Task<string> TakeAsync(V1.WindowBatch batch, CancellationToken cancel)
    {
        var windows = new Window[batch.Windows.Count];
        for (int i = 0; i < windows.Length; i++)
            if (WindowMessages.Read(batch.Windows[i], out windows[i]) is { } wrong) throw Statuses.Refused($"window {i}: {wrong}");
        if (batch.Position.Length > TerminalTable.MostPositionLength) throw Statuses.Refused($"the position has {batch.Position.Length} characters and may have {TerminalTable.MostPositionLength}");
        await _turn.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (batch.After != _position) return _position;
            // Once begun it is ended, though the caller may have gone: what the handler keeps and the position belong together.
            await handler(windows, batch.Position, stopping).ConfigureAwait(false);
            return _position = batch.Position;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
