using Microsoft.Extensions.Logging;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>
/// Looks now and then whether the data folder is still the one that this node opened. Where it was removed, renamed or replaced, the open files lead to a place that the next
/// start does not look at, and the node stores nothing from then on. It goes on running: the records in its open files may be the only copy, and can be read out as long as
/// it runs.
/// </summary>
internal sealed class FolderWatch : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly ReplicaStore _store;
    private readonly ILogger _log;
    private readonly ITimer _timer;
    private readonly Lock _looking = new();
    private bool _stopped;

    public FolderWatch(ReplicaStore store, TimeProvider time, ILogger log)
    {
        _store = store;
        _log = log;
        _timer = time.CreateTimer(_ => Look(), null, s_interval, s_interval);
    }

    /// <summary>Ends the watch; when this returns no look is under way.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_looking) _stopped = true;
    }

    private void Look()
    {
        if (!_looking.TryEnter()) return;
        try
        {
            if (_stopped || _store.EndOfWrites is not null || _store.Folder.Loss is not { } loss) return;
            ReplicaLogLines.FolderLost(_log, loss);
            _store.EndWrites(new DataFolderException($"{loss}: this node stores nothing any more"));
        }
#pragma warning disable CA1031 // an exception in a timer would end the process
        catch (Exception e)
#pragma warning restore CA1031
        {
            ReplicaLogLines.TickFailed(_log, e);
        }
        finally
        {
            _looking.Exit();
        }
    }
}
