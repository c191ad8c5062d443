namespace Vicinity.Contacts;

/// <summary>
/// Looks after a run that this process begins: whether its name is this process's, which the order of the log decides (the first record of a name has it), and whether somebody has deleted it.
/// Thread-safe.
/// </summary>
public sealed class RunWatch : IDisposable
{
    private readonly RunList _runs;
    private readonly Run _run;
    private readonly Action _deleted;
    private readonly TaskCompletionSource<bool> _isMine = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isDeleted;

    /// <summary>Looks from now on, so it has to be there before the run is told to the log.</summary>
    /// <param name="runs">What the log tells, as a <see cref="RunFollower"/> reads it.</param>
    /// <param name="run">The run, with its id.</param>
    /// <param name="deleted">Called when the run is deleted.</param>
    public RunWatch(RunList runs, Run run, Action deleted)
    {
        (_runs, _run, _deleted) = (runs, run, deleted);
        runs.Hold(run.Name);
        runs.Told += Look;
    }

    /// <summary>Whether the name is this run's; completes when the log has been read up to there.</summary>
    public Task<bool> IsMine => _isMine.Task;

    /// <summary>Whether somebody has deleted it.</summary>
    public bool IsDeleted => _isDeleted;

    /// <inheritdoc/>
    public void Dispose()
    {
        _runs.Told -= Look;
        _runs.LetGo(_run.Name);
    }

    private void Look(Run told, Run? known)
    {
        if (told.Name != _run.Name) return;
        if (known is { State: RunState.Deleted })
        {
            _isMine.TrySetResult(false);
            if (_isDeleted) return;
            _isDeleted = true;
            _deleted();
        }
        else
        {
            _isMine.TrySetResult(known?.Id == _run.Id);
        }
    }
}
