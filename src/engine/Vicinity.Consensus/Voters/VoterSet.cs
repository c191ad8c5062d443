using Vicinity.Model;

namespace Vicinity.Consensus;

/// <summary>Arithmetic of a voter set. Sets are small (a handful), so everything is a walk over a list, without allocation.</summary>
internal static class VoterSet
{
    /// <summary>More than half of the voters.</summary>
    public static int Majority(int voters) => voters / 2 + 1;

    /// <summary>Copies before a record is acknowledged: what is configured, but never less than a majority nor more than all.</summary>
    public static int WriteQuorum(int voters, int configured) => Math.Min(voters, Math.Max(Majority(voters), configured));

    public static bool Contains(IReadOnlyList<Voter> voters, Voter voter) => IndexOf(voters, voter) >= 0;

    public static int IndexOf(IReadOnlyList<Voter> voters, Voter voter)
    {
        for (int i = 0; i < voters.Count; i++)
        {
            if (voters[i] == voter) return i;
        }
        return -1;
    }

    /// <summary>Whether exactly one voter was added to the set or removed from it, and no voter stands in it twice (rule V2).</summary>
    public static bool DiffersByOne(IReadOnlyList<Voter> from, IReadOnlyList<Voter> to) =>
        Math.Abs(from.Count - to.Count) == 1 && IsDistinct(to) && Missing(from, to) + Missing(to, from) == 1;

    /// <summary>The voter that the second set has and the first has not, or null.</summary>
    public static Voter? Added(IReadOnlyList<Voter> from, IReadOnlyList<Voter> to)
    {
        for (int i = 0; i < to.Count; i++)
        {
            if (!Contains(from, to[i])) return to[i];
        }
        return null;
    }

    private static int Missing(IReadOnlyList<Voter> from, IReadOnlyList<Voter> to)
    {
        int missing = 0;
        for (int i = 0; i < from.Count; i++)
        {
            if (!Contains(to, from[i])) missing++;
        }
        return missing;
    }

    private static bool IsDistinct(IReadOnlyList<Voter> voters)
    {
        for (int i = 0; i < voters.Count; i++)
        {
            if (IndexOf(voters, voters[i]) != i) return false;
        }
        return true;
    }
}
