namespace Vicinity.Contacts;

/// <summary>A chunk of a crowd as its frames tell. Not thread-safe.</summary>
internal sealed class FramedChunk
{
    private const int NoSource = -1;

    /// <summary>A contact that goes on; they are kept in the order of the frames' entries.</summary>
    private readonly record struct Open(int Index, int Other, int Since, int SquaredClosest);

    // In what is kept of a person the bit of a source is free: here it says that the person was dead before the frame and need not be told of.
    private const PersonMark WasDead = PersonMark.HasSource;

    private readonly Place[] _places = new Place[CompactForm.ChunkPeople];
    private readonly PersonMark[] _marks = new PersonMark[CompactForm.ChunkPeople];
    private readonly int[] _sources = new int[CompactForm.ChunkPeople];
    private readonly int[] _infectedAt = new int[CompactForm.ChunkPeople];
    private int _count;
    private Open[] _open = [], _spare = [];
    private bool _isKnown;
    private int _tick = -1;
    private int _partsLeft;

    /// <summary>A chunk of which nothing is known.</summary>
    public FramedChunk() => _sources.AsSpan().Fill(NoSource);

    /// <summary>Contacts that go on.</summary>
    public int OpenContacts { get; private set; }

    /// <summary>Takes a frame in.</summary>
    /// <returns>False where nothing changed: the frame's tick is not after the last one.</returns>
    /// <exception cref="MessageException">The frame does not fit those before; the chunk is not known until the next key frame.</exception>
    public bool Apply<TVisitor>(in CrowdFrame frame, int mostOpen, ref TVisitor visitor)
        where TVisitor : IFrameVisitor, allows ref struct
    {
        var reader = new CompactReader(frame.Bytes);
        reader.Bytes("header", frame.Body);
        if (frame.Kind == CompactKind.FurtherContacts)
        {
            if (frame.Tick != _tick || frame.PartsLeft != _partsLeft - 1) return false;
        }
        else
        {
            if (frame.Tick <= _tick) return false;
            bool goesOn = _isKnown && _partsLeft == 0 && frame.Tick == _tick + 1;
            if (frame.Kind == CompactKind.KeyFrame) Begin(frame, ref reader, goesOn);
            else if (goesOn) Move(frame, ref reader);
            else PassOver(frame, ref reader);
            Change(frame, ref reader);
            if (_isKnown) TellPeople(frame, goesOn, ref visitor);
        }
        (_tick, _partsLeft) = (frame.Tick, frame.PartsLeft);
        Follow(frame, ref reader, mostOpen, ref visitor);
        if (_isKnown && _partsLeft == 0) TellOpen(frame, ref visitor);
        return true;
    }

    private void Forget()
    {
        _isKnown = false;
        OpenContacts = 0;
        (_open, _spare) = ([], []);
    }

    private void PassOver(in CrowdFrame frame, ref CompactReader reader)
    {
        Forget();
        reader.Bytes("steps", ((int)reader.Number("count of those who move", frame.Count) + 2) / 3);
    }

    private void Begin(in CrowdFrame frame, ref CompactReader reader, bool goesOn)
    {
        for (int i = 0; i < frame.Count; i++)
        {
            bool wasDead = goesOn && i < _count && IsDead(_marks[i]);
            _marks[i] = CrowdFrame.Mark(reader.Byte("state")) | (wasDead ? WasDead : 0);
            _places[i] = new Place((int)reader.Number("x", CompactForm.MaxPlace), (int)reader.Number("y", CompactForm.MaxPlace));
        }
        _count = frame.Count;
        _isKnown = true;
        OpenContacts = 0;
    }

    private void Move(in CrowdFrame frame, ref CompactReader reader)
    {
        int movers = (int)reader.Number("count of those who move", frame.Count), living = 0;
        for (int i = 0; i < _count; i++)
        {
            if (IsDead(_marks[i])) _marks[i] |= WasDead;
            else living++;
        }
        if (movers != living || frame.Count != _count) throw Misfit($"it moves {movers} of {frame.Count} people where {living} of {_count} live");
        ReadOnlySpan<byte> steps = reader.Bytes("steps", (movers + 2) / 3);
        int at = 0, digits = 0, left = 0;
        for (int i = 0; i < _count; i++)
        {
            if (IsDead(_marks[i])) continue;
            if (left == 0) (digits, left) = (steps[at++], 3);
            (digits, int step) = Math.DivRem(digits, 5);
            left--;
            Place place = _places[i];
            _places[i] = step switch
            {
                1 => place with { X = place.X + 1 },
                2 => place with { X = place.X - 1 },
                3 => place with { Y = place.Y + 1 },
                4 => place with { Y = place.Y - 1 },
                _ => place,
            };
        }
    }

    private void Change(in CrowdFrame frame, ref CompactReader reader)
    {
        int changes = (int)reader.Number("count of changes", frame.Count);
        for (int i = 0, index = -1; i < changes; i++)
        {
            index = frame.NextIndex(ref reader, index);
            PersonMark mark = CrowdFrame.Mark(reader.Byte("state"));
            // Where the person cannot be told of yet, its source is kept for the key frame, with the tick.
            if ((mark & PersonMark.HasSource) != 0) (_sources[index], _infectedAt[index]) = (CrowdFrame.ReadSource(ref reader, (frame.Chunk * CompactForm.ChunkPeople) + index), frame.Tick);
            if (_isKnown) _marks[index] = (mark & ~PersonMark.HasSource) | (_marks[index] & WasDead);
        }
    }

    private void TellPeople<TVisitor>(in CrowdFrame frame, bool goesOn, ref TVisitor visitor)
        where TVisitor : IFrameVisitor, allows ref struct
    {
        int first = frame.Chunk * CompactForm.ChunkPeople;
        for (int i = 0; i < _count; i++)
        {
            PersonMark mark = _marks[i];
            _marks[i] = mark & ~WasDead;
            if (goesOn && (mark & WasDead) != 0) continue;
            visitor.Person(first + i, _places[i].X, _places[i].Y, (Health)(mark & PersonMark.Health), (mark & PersonMark.DiedInfected) != 0, (mark & PersonMark.Isolated) != 0, _sources[i], _sources[i] == NoSource ? frame.Tick : _infectedAt[i]);
            _sources[i] = NoSource;
        }
    }

    /// <summary>Merges the entries about contacts with the contacts that go on; both are in the same order.</summary>
    private void Follow<TVisitor>(in CrowdFrame frame, ref CompactReader reader, int mostOpen, ref TVisitor visitor)
        where TVisitor : IFrameVisitor, allows ref struct
    {
        int first = frame.Chunk * CompactForm.ChunkPeople, at = 0, kept = 0;
        int index = 0;
        while (!reader.IsAtEnd)
        {
            ContactEntry entry = frame.ReadContact(ref reader, index);
            index = entry.Index;
            while (at < OpenContacts && Compare(_open[at], entry) < 0) Keep(ref kept, _open[at++], mostOpen);
            Open? known = at < OpenContacts && Compare(_open[at], entry) == 0 ? _open[at++] : null;
            int since = entry.Event switch
            {
                ContactEvent.GoesOn => frame.Tick - entry.Ticks + 1,
                ContactEvent.Ended => frame.Tick - entry.Ticks,
                _ => known?.Since ?? frame.Tick,
            };
            if (entry.Event == ContactEvent.Ended) visitor.Contact(first + index, entry.Other, since, frame.Tick - 1, entry.SquaredClosest);
            else if (_isKnown) Keep(ref kept, new Open(index, entry.Other, since, entry.SquaredClosest), mostOpen);
            else visitor.Contact(first + index, entry.Other, since, frame.Tick, entry.SquaredClosest);
        }
        while (at < OpenContacts) Keep(ref kept, _open[at++], mostOpen);
        (_open, _spare, OpenContacts) = (_spare, _open, kept);
    }

    private void Keep(ref int kept, Open contact, int most)
    {
        if (kept == _spare.Length)
        {
            if (kept >= most) throw Misfit($"more contacts go on than the {most} that are kept");
            Array.Resize(ref _spare, (int)Math.Min(most, Math.Max(16, kept * 2L)));
        }
        _spare[kept++] = contact;
    }

    private void TellOpen<TVisitor>(in CrowdFrame frame, ref TVisitor visitor)
        where TVisitor : IFrameVisitor, allows ref struct
    {
        int first = frame.Chunk * CompactForm.ChunkPeople;
        foreach (Open contact in _open.AsSpan(0, OpenContacts)) visitor.Contact(first + contact.Index, contact.Other, contact.Since, frame.Tick, contact.SquaredClosest);
    }

    private static int Compare(Open contact, ContactEntry entry) => contact.Index != entry.Index ? contact.Index.CompareTo(entry.Index) : contact.Other.CompareTo(entry.Other);

    private static bool IsDead(PersonMark mark) => (Health)(mark & PersonMark.Health) == Health.Dead;

    private MessageException Misfit(string reason)
    {
        Forget();
        return new MessageException(MessageProblem.WrongValue, $"the frame does not fit those before: {reason}");
    }
}
