namespace Vicinity.Weather;

/// <summary>
/// Goes through the steps of a partition and keeps what a server needs to go on from them: the newest whole checkpoint, and the steps after it. Steps that do not count are passed over. Not thread-safe.
/// </summary>
public sealed class StepHistory
{
    // A checkpoint comes twice a minute, and a server makes a few steps a second: were there more, what is kept would grow without a bound.
    private const int MostMarks = 1_000_000;

    private readonly List<StepMark> _after = [];
    private readonly List<ReadOnlyMemory<byte>> _pieces = [];
    private long _pieceAt = -1;

    /// <summary>Which steps count.</summary>
    public Chain Chain { get; } = new();

    /// <summary>The last step that counts; null before the first.</summary>
    public Step? Last { get; private set; }

    /// <summary>Offset, in the steps, of the next record.</summary>
    public long Next { get; private set; }

    /// <summary>Offset of the step with the first piece of the checkpoint; -1 where there is none.</summary>
    public long CheckpointAt { get; private set; } = -1;

    /// <summary>The step that completed the checkpoint; null where there is none.</summary>
    public Step? Checkpointed { get; private set; }

    /// <summary>The checkpoint, a piece after the other; empty where there is none.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Checkpoint { get; private set; } = [];

    /// <summary>Whether the chain began with a step that is known: nothing came before it.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Steps that did not count.</summary>
    public long Ignored { get; private set; }

    /// <summary>The steps behind the checkpoint.</summary>
    internal IReadOnlyList<StepMark> After => _after;

    /// <summary>Takes the record that is at an offset, which is known to count.</summary>
    public void StartAt(long offset, Step step)
    {
        Chain.StartAt(step.Link);
        Next = offset + 1;
        Keep(offset, step, ChainPlace.Base);
    }

    /// <summary>Takes the next record.</summary>
    /// <exception cref="InvalidOperationException">There are more steps without a checkpoint than can be kept.</exception>
    public ChainPlace Take(long offset, Step step)
    {
        Next = offset + 1;
        ChainPlace place = Chain.Take(step.Link);
        if (place == ChainPlace.None) Ignored++;
        else Keep(offset, step, place);
        return place;
    }

    /// <summary>Passes over a record that is no step.</summary>
    public void Skip(long offset) => Next = offset + 1;

    private void Keep(long offset, Step step, ChainPlace place)
    {
        if (place == ChainPlace.Base)
        {
            _after.Clear();
            IsWhole = step.Link.Begins;
            (Checkpoint, Checkpointed, CheckpointAt) = ([], null, -1);
            _pieces.Clear();
        }
        // The readings before it are those of another log, or are gone: they cannot be gone through again.
        bool moves = Last is { } before && (before.Topic != step.Topic || step.To < step.From);
        if (moves) _after.Clear();
        Last = step;
        if (_after.Count >= MostMarks) throw new InvalidOperationException($"{MostMarks} steps follow each other without a checkpoint, which is the most that is kept");
        _after.Add(new StepMark(step.Rules, moves ? step.To : step.From, step.To, step.Clock, step.AdvancedTo, step.PartCount));
        TakePiece(offset, step);
    }

    private void TakePiece(long offset, Step step)
    {
        if (step.Pieces == 0 || step.Piece != (step.Piece == 0 ? 0 : _pieces.Count))
        {
            _pieces.Clear();
            return;
        }
        if (step.Piece == 0)
        {
            _pieces.Clear();
            _pieceAt = offset;
        }
        _pieces.Add(step.PieceBytes.ToArray());
        if (_pieces.Count < step.Pieces) return;
        (Checkpoint, Checkpointed, CheckpointAt) = ([.. _pieces], step, _pieceAt);
        _pieces.Clear();
        _after.Clear();
    }
}
