using System.Runtime.InteropServices;

namespace Vicinity.Cli;

/// <summary>Waits until the process is asked to end, by Ctrl+C, SIGTERM or the caller; the signal's default, ending at once, is off meanwhile.</summary>
internal static class Termination
{
    public static async Task WaitAsync(CancellationToken cancel)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask);
        using CancellationTokenRegistration cancelled = cancel.Register(() => asked.TrySetResult());
        await asked.Task.ConfigureAwait(false);

        void Ask(PosixSignalContext context)
        {
            context.Cancel = true;
            asked.TrySetResult();
        }
    }
}
