using System.Runtime.InteropServices;

namespace Vicinity.Cli;

/// <summary>
/// Notices that the process that started this one is gone, however it ended: its end of our standard input is closed then. What a terminal sends to all of its processes, at Ctrl+C and
/// when it is closed, is for the parent, which says in its own time what is to be done; its death, too, is no reason to end without order.
/// </summary>
internal sealed class ParentWatch : IDisposable
{
    private readonly CancellationTokenSource _gone;
    private readonly PosixSignalRegistration _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static signal => signal.Cancel = true);
    private readonly PosixSignalRegistration _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, static signal => signal.Cancel = true);

    public ParentWatch(CancellationToken asked)
    {
        _gone = CancellationTokenSource.CreateLinkedTokenSource(asked);
        var thread = new Thread(Watch) { IsBackground = true, Name = "vicinity parent watch" };
        thread.Start();
    }

    /// <summary>Cancelled when the parent is gone, or when this process was asked to end.</summary>
    public CancellationToken Gone => _gone.Token;

    public void Dispose()
    {
        _interrupt.Dispose();
        _hangUp.Dispose();
        _gone.Dispose();
    }

    private void Watch()
    {
        using Stream input = Console.OpenStandardInput();
        try
        {
            while (input.ReadByte() >= 0)
            {
                // What the parent writes means nothing; that it can still write does.
            }
        }
        catch (IOException)
        {
            // It cannot be read any more: the parent is gone.
        }

        try
        {
            _gone.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The process ends anyway.
        }
    }
}
