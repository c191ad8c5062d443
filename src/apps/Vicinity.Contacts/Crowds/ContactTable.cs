namespace Vicinity.Contacts;

/// <summary>The contacts of one tick, sorted by the person with the lower number and then by the other one. Keeps its memory: 4 bytes a person, 12 a contact. Not thread-safe.</summary>
internal sealed class ContactTable
{
    // Few contacts of a person are sorted by insertion, whose work grows with the square of their number.
    private const int Few = 16;

    private int[] _end = [];
    private HeldContact[] _contacts = new HeldContact[1];
    private int _people;

    /// <summary>A contact by its place.</summary>
    public ref readonly HeldContact this[int place] => ref _contacts[Math.Min(place, _contacts.Length - 1)];

    /// <summary>Place of the first contact of a person; those of the person before end there.</summary>
    public int Begin(int person) => _people == 0 ? 0 : _end[Math.Min(person, _people)];

    /// <summary>Contacts of so many people.</summary>
    public int CountOf(int first, int count) => Begin(first + count) - Begin(first);

    /// <summary>Takes the contacts of a tick.</summary>
    public void Fill(ReadOnlySpan<Contact> contacts, int people)
    {
        _people = people;
        if (_end.Length <= people + 1) _end = new int[(int)Math.Min(Array.MaxLength, people + 2 + (people / 8L))];
        if (_contacts.Length < contacts.Length) _contacts = GC.AllocateUninitializedArray<HeldContact>((int)Math.Min(Array.MaxLength, contacts.Length + (contacts.Length / 4L) + 16));
        Span<int> end = _end.AsSpan(0, people + 2);
        end.Clear();
        // A counting sort: each cell becomes the place of its person's next contact, and so, at the end, that of the next person's first one.
        foreach (ref readonly Contact contact in contacts) end[Math.Min(contact.One, contact.Other) + 2]++;
        for (int i = 2; i < end.Length; i++) end[i] += end[i - 1];
        foreach (ref readonly Contact contact in contacts)
        {
            (int one, int other) = contact.One < contact.Other ? (contact.One, contact.Other) : (contact.Other, contact.One);
            ref HeldContact held = ref _contacts[end[one + 1]++];
            (held.Other, held.SquaredClosest) = (other, (int)contact.SquaredDistance);
        }
        for (int i = 0; i < people; i++) Sort(_contacts.AsSpan(end[i], end[i + 1] - end[i]));
    }

    /// <summary>Gives each contact its beginning and its smallest distance, from those of the tick before.</summary>
    /// <param name="before">The contacts of the tick before.</param>
    /// <param name="tick">Number of this tick.</param>
    public void Continue(ContactTable before, int tick)
    {
        for (int person = 0, old = 0; person < _people; person++)
        {
            int oldEnd = before.Begin(person + 1);
            for (int i = _end[person]; i < _end[person + 1]; i++)
            {
                ref HeldContact held = ref _contacts[i];
                held.Since = tick;
                while (old < oldEnd && before._contacts[old].Other < held.Other) old++;
                if (old == oldEnd || before._contacts[old].Other != held.Other) continue;
                held.Since = before._contacts[old].Since;
                held.SquaredClosest = Math.Min(held.SquaredClosest, before._contacts[old].SquaredClosest);
            }
            old = oldEnd;
        }
    }

    private static void Sort(Span<HeldContact> contacts)
    {
        if (contacts.Length > Few)
        {
            contacts.Sort(static (a, b) => a.Other.CompareTo(b.Other));
            return;
        }
        for (int i = 1; i < contacts.Length; i++)
        {
            HeldContact held = contacts[i];
            int at = i;
            for (; at > 0 && contacts[at - 1].Other > held.Other; at--) contacts[at] = contacts[at - 1];
            contacts[at] = held;
        }
    }
}
