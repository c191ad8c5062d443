using System.Buffers;

namespace Vicinity.Weather;

/// <summary>
/// What a server does with one partition: readings go into its windows, and from time to time what came of them becomes a step. It begins from the steps that are there, and goes through the readings of those behind
/// the checkpoint once more; what comes of these stands in the steps already. Pure: what is closed depends on the readings and on what the steps tell of the clock. Not thread-safe.
/// </summary>
internal sealed class PartitionWork
{
    private const int MostPieceBytes = StepCodec.MostBytes / 2;

    // Names take up to 256 bytes together, and an aggregate up to 90.
    private const int MostPartsOfStep = 1_250;

    private readonly WindowRules _rules;
    private readonly Queue<StepMark> _again;
    private readonly Queue<Step> _drafts = new();
    private readonly Guid _writer;
    private readonly Guid _topic;
    private readonly long _firstNumber;
    private readonly int _mostParts;
    private WindowRules _inForce;
    private TumblingWindows _windows;
    private List<WindowPart> _closed = [];
    private long _from, _clock, _watermarkStepped, _watermarkTold, _pieceAt = -1;

    /// <summary>Builds the state up.</summary>
    /// <param name="rules">Rules of the windows.</param>
    /// <param name="writer">Id of this writer: another one each time.</param>
    /// <param name="history">The steps, read to their end.</param>
    /// <param name="readings">Where the readings are now.</param>
    /// <param name="firstNumber">Number for the first step where there is none: the offset at which the steps begin.</param>
    /// <param name="mostParts">Parts of windows that one step holds; more go into further ones.</param>
    public PartitionWork(WindowRules rules, Guid writer, StepHistory history, ReadingsPlace readings, long firstNumber, int mostParts = MostPartsOfStep)
    {
        (_rules, _writer, _topic, _firstNumber, _mostParts) = (rules, writer, readings.Topic, firstNumber, mostParts);
        Chain = history.Chain;
        StepsNext = history.Next;
        CheckpointAt = history.CheckpointAt;
        _inForce = history.Checkpointed?.Rules ?? rules;
        _windows = history.Checkpointed is not null ? TumblingWindows.Read(Join(history.Checkpoint), _inForce) : new TumblingWindows(_inForce);
        _again = new Queue<StepMark>(history.Checkpointed is not null || history.IsWhole ? history.After : []);
        LacksState = history.Last is not null && history.Checkpointed is null && !history.IsWhole;
        Rejected = history.Checkpointed?.Rejected ?? (LacksState ? history.Last!.Rejected : 0);
        _from = Next = history.Last is null ? readings.First : _again.TryPeek(out StepMark mark) ? mark.From : history.Last.To;
        Moves = history.Last is { } last && (last.Topic != readings.Topic || last.To > readings.End);
        if (Moves) _again.Clear();
        LostBefore = history.Last is { } end && !Moves ? Math.Max(0, readings.First - end.To) : 0;
        _watermarkStepped = _windows.Watermark;
        _watermarkTold = history.Last?.Watermark ?? Step.None;
        if (_again.Count == 0) GoLive(history.Last?.To ?? Next, Moves ? readings.First : Math.Max(Next, readings.First));
        else Reach(Math.Max(Next, readings.First));
    }

    /// <summary>Which steps count.</summary>
    public Chain Chain { get; }

    /// <summary>Id of the topic of the readings.</summary>
    public Guid Topic => _topic;

    /// <summary>Offset, in the steps, of the next record that this writer has not seen.</summary>
    public long StepsNext { get; private set; }

    /// <summary>Offset, in the steps, of the checkpoint from which another server would begin; -1 for the beginning.</summary>
    public long CheckpointAt { get; private set; }

    /// <summary>Offset of the next reading.</summary>
    public long Next { get; private set; }

    /// <summary>Whether all steps that were there have been gone through.</summary>
    public bool IsLive => _again.Count == 0;

    /// <summary>Whether the steps that are there do not tell what is in the windows that are open: their checkpoint is gone.</summary>
    public bool LacksState { get; }

    /// <summary>Whether the log of the readings is another one, or has lost its end, since the last step.</summary>
    public bool Moves { get; }

    /// <summary>Readings that were deleted before they were in a step.</summary>
    public long LostBefore { get; }

    /// <summary>Parts that were to come out of the readings once more and did not; 0 unless the steps were written by other rules.</summary>
    public long Missing { get; private set; }

    /// <summary>What became of the readings so far.</summary>
    public FateCounts Fates => _windows.Counts;

    /// <summary>Records and readings that were refused so far.</summary>
    public long Rejected { get; private set; }

    /// <summary>Watermark of the windows.</summary>
    public long Watermark => _windows.Watermark;

    /// <summary>Readings behind the last step.</summary>
    public long Open => IsLive ? Next - _from : 0;

    /// <summary>Whether a window was passed since the last step.</summary>
    public bool HasPassed => IsLive && NumberAt(_windows.Watermark) > NumberAt(_watermarkStepped);

    /// <summary>Whether parts of windows wait for a step: some were closed, or corrected.</summary>
    public bool HasClosed => IsLive && _windows.HasClosed;

    /// <summary>Whether the clock would close a window by moving to a watermark.</summary>
    public bool IsPassedBy(long watermark) => IsLive && NumberAt(watermark) > NumberAt(_windows.Watermark);

    /// <summary>Begins a record: what is behind a step that was there is done before its readings.</summary>
    /// <param name="offset">Its offset.</param>
    /// <param name="now">The time now, in Unix milliseconds.</param>
    /// <returns>False when it was counted before.</returns>
    public bool Begin(long offset, long now)
    {
        while (_again.TryPeek(out StepMark mark) && offset >= mark.To) Pass();
        if (offset < Next) return false;
        if (_again.TryPeek(out StepMark under))
        {
            _clock = under.Clock;
            Use(under.Rules);
        }
        else if (Next == _from) _clock = now;
        return true;
    }

    /// <summary>Counts a reading of the record.</summary>
    /// <param name="reading">The reading.</param>
    /// <param name="timestamp">Timestamp of the record; below 0 for none.</param>
    /// <returns>Why it is refused; null when it is not.</returns>
    public string? Count(in RawReading reading, long timestamp)
    {
        // What waited in the log while no server was there is judged by the time when it came; one who lies about that time gains nothing ahead of the server's clock.
        long now = timestamp >= 0 && timestamp < _clock ? timestamp : _clock;
        if (ReadingBounds.Problem(reading, now) is { } problem) return problem;
        _windows.Take(reading);
        return null;
    }

    /// <summary>Counts readings, or a record, that were refused.</summary>
    public void CountRejected(int count) => Rejected += count;

    /// <summary>Everything before this offset was taken.</summary>
    public void Reach(long next)
    {
        Next = Math.Max(Next, next);
        while (_again.TryPeek(out StepMark mark) && Next >= mark.To) Pass();
    }

    /// <summary>Makes a step of what came since the last one. Those that <see cref="TryDraft"/> gives are to be stored before.</summary>
    /// <param name="now">The time now, in Unix milliseconds.</param>
    /// <param name="advanceTo">Watermark to which the clock moves the windows; <see cref="Step.None"/> to leave them.</param>
    /// <param name="withCheckpoint">Whether a checkpoint goes with it.</param>
    public void Cut(long now, long advanceTo, bool withCheckpoint)
    {
        if (!IsLive || _drafts.Count > 0) throw new InvalidOperationException("The steps before are not stored yet.");
        if (Next == _from) _clock = now;
        if (advanceTo != Step.None) _windows.AdvanceTo(advanceTo);
        Close();
        Draft(_from, Next, advanceTo, withCheckpoint);
    }

    /// <summary>The step that is to be stored next; the same one until it was seen in the log.</summary>
    public bool TryDraft(out Step draft)
    {
        if (!_drafts.TryPeek(out Step? next))
        {
            draft = null!;
            return false;
        }
        ChainLink link = Chain.Last is { } last ? new ChainLink(last.Number + 1, _writer, last.Writer) : new ChainLink(_firstNumber, _writer, Guid.Empty);
        draft = next with { Link = link, CheckpointAt = CheckpointAt };
        return true;
    }

    /// <summary>Takes a record that lies between the last step that this writer saw and the one that it wrote, or that one itself.</summary>
    /// <param name="offset">Its offset.</param>
    /// <param name="step">The step; null for a record that is none.</param>
    /// <returns>False when another writer's step counts: this state is worth nothing any more.</returns>
    public bool See(long offset, Step? step)
    {
        StepsNext = offset + 1;
        if (step is null || Chain.Take(step.Link) == ChainPlace.None) return true;
        if (step.Link.Writer != _writer || !_drafts.TryDequeue(out Step? draft)) return false;
        if (draft.Pieces > 0 && draft.Piece == 0) _pieceAt = offset;
        if (draft.Pieces > 0 && draft.Piece == draft.Pieces - 1) CheckpointAt = _pieceAt;
        return true;
    }

    private static byte[] Join(IReadOnlyList<ReadOnlyMemory<byte>> pieces)
    {
        var all = new byte[pieces.Sum(p => p.Length)];
        int at = 0;
        foreach (ReadOnlyMemory<byte> piece in pieces)
        {
            piece.CopyTo(all.AsMemory(at));
            at += piece.Length;
        }
        return all;
    }

    private long NumberAt(long watermark) => watermark == Step.None ? long.MinValue : _rules.NumberOf(watermark);

    /// <summary>Goes over the end of a step that was there.</summary>
    private void Pass()
    {
        StepMark mark = _again.Dequeue();
        Use(mark.Rules);
        if (mark.AdvancedTo != Step.None) _windows.AdvanceTo(mark.AdvancedTo);
        Close();
        Missing += Math.Max(0, mark.PartCount - _closed.Count);
        _closed.RemoveRange(0, Math.Min(mark.PartCount, _closed.Count));
        Next = Math.Max(Next, mark.To);
        if (_again.Count == 0) GoLive(mark.To, Next);
    }

    /// <summary>Goes on by other rules: those by which a step was made, or at the end those of the settings.</summary>
    private void Use(WindowRules rules)
    {
        if (rules == _inForce) return;
        _windows = TumblingWindows.Read(Checkpoint().Span, rules);
        _inForce = rules;
    }

    private void GoLive(long from, long next)
    {
        (_from, Next) = (from, next);
        Use(_rules);
        _watermarkStepped = _windows.Watermark;
        // What the writer before could not store any more of its last step; and where the readings go on when their log is another one.
        if (Moves || _closed.Count > 0) Draft(from, Moves ? next : from, Step.None, withCheckpoint: Moves);
    }

    private void Close()
    {
        // Their order depends on the readings alone: after a crash a step is to hold what it would have held.
        _closed.AddRange(_windows.TakeClosed());
    }

    private void Draft(long from, long to, long advancedTo, bool withCheckpoint)
    {
        _watermarkStepped = _windows.Watermark;
        List<(int Count, byte[] Bytes)> parts = Encode();
        ReadOnlyMemory<byte> checkpoint = withCheckpoint ? Checkpoint() : default;
        int pieces = (checkpoint.Length + MostPieceBytes - 1) / MostPieceBytes;
        // A step that moves holds a piece at once: what it says of the readings before is no use to who begins there.
        bool together = to < from || Moves;
        int steps = Math.Max(1, parts.Count) + pieces - (together && pieces > 0 ? 1 : 0);
        // Whoever adds the parts up takes the windows below the watermark for complete: it is told with the last ones.
        long before = _watermarkTold;
        _watermarkTold = _watermarkStepped;
        for (int i = 0; i < steps; i++)
        {
            int piece = i - (steps - pieces);
            _drafts.Enqueue(new Step
            {
                Link = default,
                Rules = _rules,
                Topic = _topic,
                From = i == 0 ? from : to,
                To = to,
                Clock = _clock,
                AdvancedTo = i == 0 ? advancedTo : Step.None,
                Watermark = i < parts.Count - 1 ? before : _watermarkStepped,
                Fates = _windows.Counts,
                Rejected = Rejected,
                PartCount = i < parts.Count ? parts[i].Count : 0,
                Parts = i < parts.Count ? parts[i].Bytes : default,
                Piece = Math.Max(0, piece),
                Pieces = piece >= 0 ? pieces : 0,
                PieceBytes = piece >= 0 ? checkpoint.Slice(piece * MostPieceBytes, Math.Min(MostPieceBytes, checkpoint.Length - piece * MostPieceBytes)) : default,
            });
        }
        _from = to;
    }

    private List<(int Count, byte[] Bytes)> Encode()
    {
        List<(int, byte[])> chunks = [];
        foreach (WindowPart[] some in _closed.Chunk(_mostParts))
        {
            var output = new ArrayBufferWriter<byte>(64 * 1024);
            WindowPartForm.Write(output, some);
            chunks.Add((some.Length, output.WrittenSpan.ToArray()));
        }
        _closed = [];
        return chunks;
    }

    private ReadOnlyMemory<byte> Checkpoint()
    {
        var output = new ArrayBufferWriter<byte>(256 * 1024);
        _windows.Write(output);
        return output.WrittenMemory;
    }
}
