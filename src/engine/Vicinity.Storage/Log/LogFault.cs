namespace Vicinity.Storage;

/// <summary>Why a log takes no more (rule D7): set once by the first write or sync that failed. Thread-safe.</summary>
internal sealed class LogFault(string folder)
{
    private Exception? _cause;
    private volatile bool _isUncertain;

    /// <summary>Whether nothing has failed but writes that found no room: then what was written before them, and all that was synced, is as it was.</summary>
    public bool IsOfFullDisk => Volatile.Read(ref _cause) is not null && !_isUncertain;

    /// <summary>Whether something has failed after which it is not known what is on disk.</summary>
    public bool IsUncertain => _isUncertain;

    /// <summary>Throws if something has failed after which it is not known what is on disk.</summary>
    /// <exception cref="LogFailedException">It has.</exception>
    public void ThrowIfUncertain()
    {
        if (_isUncertain) ThrowIfSet();
    }

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

    /// <summary>Takes back a fault of which nothing is left.</summary>
    public void Clear() => Volatile.Write(ref _cause, null);

    public void Set(Exception cause)
    {
        if (cause is not (DiskFullException { IsOfWrite: true } or LogFailedException)) _isUncertain = true;
        Interlocked.CompareExchange(ref _cause, cause, null);
    }
}
