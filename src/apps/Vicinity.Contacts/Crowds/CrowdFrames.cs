using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Vicinity.Contacts;

/// <summary>
/// Writes a crowd's reports in the compact form: a record for each chunk of people and tick, a key frame every <see cref="CompactForm.KeyEvery"/> ticks and differences
/// otherwise. A contact is told when it begins, when the two come nearer and when it ends. Allocates nothing in a tick once its tables have grown. Not thread-safe.
/// </summary>
/// <param name="simulation">Name of the simulation, 1 to 64 characters.</param>
/// <param name="crowd">The crowd.</param>
public sealed class CrowdFrames(string simulation, Crowd crowd) : ICrowdWriter
{
    private const int NoSource = -1;

    private readonly byte[] _name = Encoding.UTF8.GetBytes(simulation);
    private ContactTable _before = new(), _now = new();
    private Place[] _told = [];
    private PersonMark[] _marks = [];
    private int[] _sources = [];
    private int _toldCount;
    private int _lastTick = -1;
    private long _time;
    private int _chunk, _partsLeft, _person, _oldEntry, _newEntry;
    private bool _inParts, _isKey;

    /// <inheritdoc/>
    public void Look(long time)
    {
        int count = crowd.People.Length;
        if (_told.Length < count)
        {
            int room = Math.Min(Crowd.MaxPeople, count + (count / 8));
            int known = _sources.Length;
            Array.Resize(ref _told, room);
            Array.Resize(ref _marks, room);
            Array.Resize(ref _sources, room);
            _sources.AsSpan(known).Fill(NoSource);
        }
        (_before, _now) = (_now, _before);
        _now.Fill(crowd.Contacts, count);
        // Of ticks that nobody looked at it is not known which contacts went on.
        if (crowd.Tick != _lastTick + 1) _before.Fill([], count);
        _now.Continue(_before, crowd.Tick);
        foreach (Infection infection in crowd.Infections) _sources[infection.Person] = infection.Source;
        (_time, _chunk, _inParts) = (time, 0, false);
    }

    /// <inheritdoc/>
    public bool TryWrite(IBufferWriter<byte> output, out int key, out int reports)
    {
        (key, reports) = (0, 0);
        int first = _chunk * CompactForm.ChunkPeople, all = crowd.People.Length;
        if (first >= all)
        {
            (_toldCount, _lastTick) = (all, crowd.Tick);
            return false;
        }
        int count = Math.Min(CompactForm.ChunkPeople, all - first);
        key = WriteKey(output);
        var writer = new CompactWriter(output);
        if (!_inParts)
        {
            bool isKey = crowd.Tick != _lastTick + 1 || Math.Min(CompactForm.ChunkPeople, _toldCount - first) != count || (crowd.Tick + _chunk) % CompactForm.KeyEvery == 0 || !AllSteps(first, count);
            int entries = _now.CountOf(first, count) + _before.CountOf(first, count);
            (_partsLeft, _person, _oldEntry, _newEntry) = (entries / CompactForm.MaxEntries, first, _before.Begin(first), _now.Begin(first));
            WriteHeader(ref writer, isKey ? CompactKind.KeyFrame : CompactKind.Differences, count);
            if (isKey) reports = WritePeople(ref writer, first, count);
            else reports = WriteSteps(ref writer, first, count);
            WriteChanges(ref writer, first, count, isKey);
            _isKey = isKey;
        }
        else
        {
            _partsLeft--;
            WriteHeader(ref writer, CompactKind.FurtherContacts, count);
        }
        WriteContacts(ref writer, first, count);
        writer.End();
        _inParts = _partsLeft > 0;
        if (!_inParts) _chunk++;
        return true;
    }

    private int WriteKey(IBufferWriter<byte> output)
    {
        Span<byte> key = output.GetSpan(_name.Length + 12);
        _name.CopyTo(key);
        key[_name.Length] = (byte)'/';
        Utf8Formatter.TryFormat(_chunk, key[(_name.Length + 1)..], out int digits);
        output.Advance(_name.Length + 1 + digits);
        return _name.Length + 1 + digits;
    }

    private void WriteHeader(ref CompactWriter writer, CompactKind kind, int count)
    {
        writer.Byte(CompactForm.First);
        writer.Byte((byte)kind);
        writer.Number((ulong)_name.Length);
        writer.Bytes(_name);
        writer.Number((ulong)_chunk);
        writer.Number((ulong)crowd.Tick);
        writer.Number((ulong)_time);
        writer.Number((ulong)count);
        writer.Number((ulong)_partsLeft);
    }

    /// <summary>Whether everybody who lived has stayed or made one step since the tick before.</summary>
    private bool AllSteps(int first, int count)
    {
        ReadOnlySpan<PersonState> people = crowd.People;
        for (int i = first; i < first + count; i++)
        {
            if (IsDead(_marks[i])) continue;
            Place at = people[i].At, before = _told[i];
            if (Math.Abs(at.X - before.X) + Math.Abs(at.Y - before.Y) > 1) return false;
        }
        return true;
    }

    private int WritePeople(ref CompactWriter writer, int first, int count)
    {
        int living = 0;
        ReadOnlySpan<PersonState> people = crowd.People;
        for (int i = first; i < first + count; i++)
        {
            ref readonly PersonState person = ref people[i];
            PersonMark mark = MarkOf(person, i);
            if (!IsDead(mark)) living++;
            writer.Byte((byte)mark);
            writer.Number((ulong)person.At.X);
            writer.Number((ulong)person.At.Y);
        }
        return living;
    }

    private int WriteSteps(ref CompactWriter writer, int first, int count)
    {
        ReadOnlySpan<PersonState> people = crowd.People;
        int movers = 0;
        for (int i = first; i < first + count; i++) movers += IsDead(_marks[i]) ? 0 : 1;
        writer.Number((ulong)movers);
        int steps = 0, weight = 1;
        for (int i = first; i < first + count; i++)
        {
            if (IsDead(_marks[i])) continue;
            Place at = people[i].At, before = _told[i];
            int x = at.X - before.X, y = at.Y - before.Y;
            // 0 stays, 1 and 2 go along x, 3 and 4 along y.
            steps += weight * (x != 0 ? x > 0 ? 1 : 2 : y != 0 ? y > 0 ? 3 : 4 : 0);
            weight *= 5;
            if (weight < 125) continue;
            writer.Byte((byte)steps);
            (steps, weight) = (0, 1);
        }
        if (weight > 1) writer.Byte((byte)steps);
        return movers;
    }

    private void WriteChanges(ref CompactWriter writer, int first, int count, bool isKey)
    {
        ReadOnlySpan<PersonState> people = crowd.People;
        int changes = 0;
        for (int i = first; i < first + count; i++) changes += Changed(people[i], i, isKey) ? 1 : 0;
        writer.Number((ulong)changes);
        for (int i = first, last = first - 1; i < first + count; i++)
        {
            PersonMark mark = MarkOf(people[i], i);
            if (Changed(people[i], i, isKey))
            {
                writer.Number((ulong)(i - last - 1));
                last = i;
                writer.Byte((byte)(mark | (_sources[i] >= 0 ? PersonMark.HasSource : 0)));
                if (_sources[i] >= 0) writer.Signed(_sources[i] - (long)i);
            }
            (_told[i], _marks[i], _sources[i]) = (people[i].At, mark, NoSource);
        }
    }

    private bool Changed(in PersonState person, int number, bool isKey) => _sources[number] >= 0 || (!isKey && MarkOf(person, number) != _marks[number]);

    /// <summary>Compares the contacts of two ticks, both by person and other person, and writes what is different until the record is full.</summary>
    private void WriteContacts(ref CompactWriter writer, int first, int count)
    {
        int last = first, entries = 0;
        for (; _person < first + count; _person++)
        {
            int oldEnd = _before.Begin(_person + 1), newEnd = _now.Begin(_person + 1);
            while (_oldEntry < oldEnd || _newEntry < newEnd)
            {
                // A full record ends here, and the next one goes on; in the last one there is room for all.
                if (entries == CompactForm.MaxEntries) return;
                int order = _oldEntry == oldEnd ? 1 : _newEntry == newEnd ? -1 : _before[_oldEntry].Other.CompareTo(_now[_newEntry].Other);
                ref readonly HeldContact old = ref _before[_oldEntry], now = ref _now[_newEntry];
                if (order < 0)
                {
                    _oldEntry++;
                    WriteContact(ref writer, ContactEvent.Ended, ref last, old.Other, old.SquaredClosest, crowd.Tick - old.Since);
                }
                else
                {
                    _newEntry++;
                    if (order == 0) _oldEntry++;
                    if (_isKey) WriteContact(ref writer, ContactEvent.GoesOn, ref last, now.Other, now.SquaredClosest, crowd.Tick - now.Since + 1);
                    else if (order > 0) WriteContact(ref writer, ContactEvent.Began, ref last, now.Other, now.SquaredClosest, 0);
                    else if (now.SquaredClosest < old.SquaredClosest) WriteContact(ref writer, ContactEvent.Nearer, ref last, now.Other, now.SquaredClosest, 0);
                    else continue;
                }
                entries++;
            }
        }
    }

    private void WriteContact(ref CompactWriter writer, ContactEvent happened, ref int last, int other, int squared, int ticks)
    {
        writer.Number(((ulong)(_person - last) << 2) | (ulong)happened);
        last = _person;
        writer.Number((ulong)(other - _person - 1));
        writer.Number((ulong)squared);
        if (ticks > 0) writer.Number((ulong)(ticks - 1));
    }

    private PersonMark MarkOf(in PersonState person, int number) =>
        (PersonMark)person.Health | (person.DiedInfected ? PersonMark.DiedInfected : 0) | (person.Alive && crowd.IsIsolated(number) ? PersonMark.Isolated : 0);

    private static bool IsDead(PersonMark mark) => (Health)(mark & PersonMark.Health) == Health.Dead;
}
