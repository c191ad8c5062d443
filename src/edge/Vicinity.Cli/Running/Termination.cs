using System.Runtime.InteropServices;

namespace Vicinity.Cli;

/// <summary>
/// Turns Ctrl+C and SIGTERM into a token, from the first moment of the program on, so that every command ends in its own order: flush, leave, close.
/// A second signal ends the process at once.
/// </summary>
internal sealed class Termination : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private readonly PosixSignalRegistration _terminate;
    private readonly PosixSignalRegistration _interrupt;
    private int _signals;

    public Termination()
    {
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask);
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask);
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Asked => _asked.Token;

    /// <summary>Completes when the token is cancelled, without an exception.</summary>
    public static async Task WaitAsync(CancellationToken asked)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (asked.Register(() => ended.TrySetResult()).ConfigureAwait(false)) await ended.Task.ConfigureAwait(false);
    }

    public void Dispose()
    {
        _terminate.Dispose();
        _interrupt.Dispose();
        _asked.Dispose();
    }

    private void Ask(PosixSignalContext context)
    {
        if (Interlocked.Increment(ref _signals) > 1) return;
        context.Cancel = true;
        _asked.Cancel();
    }
}
