namespace Vicinity.Storage;

/// <summary>Why a log takes no more (rule D7): set once by the first write or sync that failed. Thread-safe.</summary>
internal sealed class LogFault(string folder)
{
    private Exception? _cause;

    /// <summary>Throws if a write or sync has failed before.</summary>
    /// <exception cref="LogFailedException">One has.</exception>
    public void ThrowIfSet()
    {
        if (Volatile.Read(ref _cause) is { } cause) throw new LogFailedException(folder, cause);
    }

    /// <summary>Runs a change of the disk; if it fails the log has failed.</summary>
    public void Guard(Action change)
    {
        try
        {
            change();
        }
        catch (Exception e)
        {
            Set(e);
            throw;
        }
    }

    public void Set(Exception cause) => Interlocked.CompareExchange(ref _cause, cause, null);
}
