using System.Numerics;

namespace Vicinity.Contacts;

/// <summary>
/// The contacts of the last ticks, and those of each person, the latest first. A ring: what is older than wanted makes room, and so does the oldest where
/// <see cref="Most"/> are kept, which is counted. 24 bytes a contact and tick, 8 a person. Not thread-safe.
/// </summary>
/// <param name="most">Most contacts that are kept; a power of two.</param>
internal sealed class RecentContacts(int most = RecentContacts.Most)
{
    /// <summary>Most contacts that are kept.</summary>
    public const int Most = 1 << 24;

    private struct Entry
    {
        public int One;
        public int Other;
        public int Tick;
        public float SquaredDistance;
        public int BackOfOne;
        public int BackOfOther;
    }

    private readonly int _most = BitOperations.IsPow2(most) ? most : throw new ArgumentOutOfRangeException(nameof(most), most, "a ring's size is a power of two");
    private Entry[] _ring = [];
    private long[] _next = [];
    private long _count;

    /// <summary>Contacts that made room though they were not too old.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Adds a contact.</summary>
    /// <param name="contact">The contact.</param>
    /// <param name="tick">When; not before the latest one.</param>
    /// <param name="oldest">First tick of which contacts are still wanted.</param>
    public void Add(Contact contact, int tick, int oldest)
    {
        if (_count >= _ring.Length && (_ring.Length == 0 || _ring[_count & (_ring.Length - 1)].Tick >= oldest))
        {
            if (_ring.Length < _most) Grow();
            else Forgotten++;
        }
        int person = Math.Max(contact.One, contact.Other);
        if (person >= _next.Length) Array.Resize(ref _next, (int)Math.Min(Array.MaxLength, person + (person / 2L) + 16));
        _ring[_count & (_ring.Length - 1)] = new Entry
        {
            One = contact.One,
            Other = contact.Other,
            Tick = tick,
            SquaredDistance = (float)contact.SquaredDistance,
            BackOfOne = Back(contact.One),
            BackOfOther = Back(contact.Other),
        };
        // One more than the index, so that 0 is none.
        _next[contact.One] = _next[contact.Other] = ++_count;
    }

    /// <summary>The contacts of a person since a tick, the latest first.</summary>
    public PersonContacts Of(int person, int since) => new(this, person, since);

    private int Back(int person) => _next[person] == 0 || _count + 1 - _next[person] > int.MaxValue ? 0 : (int)(_count + 1 - _next[person]);

    private void Grow()
    {
        var ring = new Entry[Math.Min(_most, Math.Max(1024, _ring.Length * 2))];
        for (long i = Math.Max(0, _count - _ring.Length); i < _count; i++) ring[i & (ring.Length - 1)] = _ring[i & (_ring.Length - 1)];
        _ring = ring;
    }

    /// <summary>The contacts of one person, for foreach; allocates nothing.</summary>
    public struct PersonContacts(RecentContacts contacts, int person, int since)
    {
        private long _at = person < contacts._next.Length ? contacts._next[person] : 0;

        /// <summary>With whom, when, at which squared distance.</summary>
        public (int With, int Tick, float SquaredDistance) Current { get; private set; }

        /// <summary>Whether the person is the first one of the contact, as it was added.</summary>
        public bool IsOne { get; private set; }

        /// <summary>Goes to the contact before.</summary>
        public bool MoveNext()
        {
            if (_at <= 0 || _at <= contacts._count - contacts._ring.Length) return false;
            ref readonly Entry entry = ref contacts._ring[(_at - 1) & (contacts._ring.Length - 1)];
            if (entry.Tick < since) return false;
            bool isOne = IsOne = entry.One == person;
            Current = (isOne ? entry.Other : entry.One, entry.Tick, entry.SquaredDistance);
            int back = isOne ? entry.BackOfOne : entry.BackOfOther;
            _at = back == 0 ? 0 : _at - back;
            return true;
        }

        /// <summary>Itself, as foreach wants it.</summary>
        public readonly PersonContacts GetEnumerator() => this;
    }
}
