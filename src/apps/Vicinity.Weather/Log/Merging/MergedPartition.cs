namespace Vicinity.Weather;

/// <summary>How far the steps of a partition have been merged. Not thread-safe.</summary>
/// <param name="from">Offset of a step that is known to count, from which on they are read; -1 for the beginning.</param>
internal sealed class MergedPartition(long from)
{
    private readonly Chain _chain = new();
    private readonly long _begin = from;
    private readonly Queue<(long Offset, long Watermark)> _passed = new();

    /// <summary>Watermark behind the last step.</summary>
    public long Watermark { get; private set; } = Step.None;

    /// <summary>From where on who takes over has to read.</summary>
    public long From { get; private set; } = from;

    /// <summary>Takes the next step; false when it does not count.</summary>
    public bool Take(long offset, Step step)
    {
        if (offset == _begin) _chain.StartAt(step.Link);
        else if (_chain.Take(step.Link) == ChainPlace.None) return false;
        if (step.Watermark > Watermark)
        {
            Watermark = step.Watermark;
            _passed.Enqueue((offset, Watermark));
        }
        return true;
    }

    /// <summary>Windows that end here or earlier do not change any more: the steps that hold nothing else need not be read again.</summary>
    public void Forget(long final)
    {
        while (_passed.TryPeek(out (long Offset, long Watermark) passed) && passed.Watermark <= final)
        {
            From = passed.Offset;
            _passed.Dequeue();
        }
    }
}
