using System.Numerics;

namespace Vicinity.Contacts;

/// <summary>The latest meeting of each pair that may still go on: a table with open addressing, at most half full. Not thread-safe.</summary>
internal sealed class OpenMeetings
{
    private const int Free = -1;

    private ulong[] _pairs;
    private int[] _meetings;
    private int _count;

    public OpenMeetings() => (_pairs, _meetings) = Tables(64);

    /// <summary>Whether nothing more fits without <see cref="Rebuild"/>.</summary>
    public bool IsFull => _count * 2 >= _meetings.Length;

    /// <summary>The place of a pair's meeting: -1 where it has none, and then the caller may put one there and calls <see cref="Added"/>.</summary>
    public ref int Find(int one, int other)
    {
        ulong pair = ((ulong)(uint)one << 32) | (uint)other;
        int mask = _meetings.Length - 1;
        for (int at = Slot(pair, mask); ; at = (at + 1) & mask)
        {
            if (_meetings[at] == Free) _pairs[at] = pair;
            else if (_pairs[at] != pair) continue;
            return ref _meetings[at];
        }
    }

    /// <summary>A free place has been filled.</summary>
    public void Added() => _count++;

    /// <summary>Forgets the meetings that are over and makes room for as many again as are left.</summary>
    public void Rebuild(Func<int, bool> goesOn)
    {
        (ulong[] pairs, int[] meetings) = (_pairs, _meetings);
        int left = 0;
        foreach (int meeting in meetings) left += meeting != Free && goesOn(meeting) ? 1 : 0;
        (_pairs, _meetings) = Tables((int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(64, left * 4)));
        _count = left;
        int mask = _meetings.Length - 1;
        for (int i = 0; i < meetings.Length; i++)
        {
            if (meetings[i] == Free || !goesOn(meetings[i])) continue;
            int at = Slot(pairs[i], mask);
            while (_meetings[at] != Free) at = (at + 1) & mask;
            (_pairs[at], _meetings[at]) = (pairs[i], meetings[i]);
        }
    }

    private static int Slot(ulong pair, int mask) => (int)((pair * 0x9E3779B97F4A7C15) >> 32) & mask;

    private static (ulong[] Pairs, int[] Meetings) Tables(int size)
    {
        int[] meetings = new int[size];
        Array.Fill(meetings, Free);
        return (new ulong[size], meetings);
    }
}
