using Vicinity.Model;

namespace Vicinity.Consensus;

/// <summary>Counts the answers of one election or pre-vote: distinct members of the set in force, by node and uuid (rule E5).</summary>
internal sealed class VoteTally
{
    private readonly IReadOnlyList<Voter> _voters;
    private readonly bool?[] _answers;
    private int _extra;

    /// <param name="voters">The set in force.</param>
    /// <param name="self">The candidate, which grants itself; it must be a member (rule E1).</param>
    public VoteTally(IReadOnlyList<Voter> voters, Voter self)
    {
        _voters = voters;
        _answers = new bool?[voters.Count];
        int own = VoterSet.IndexOf(voters, self);
        if (own >= 0) _answers[own] = true;
        if (Planted.Is(PlantedFault.CountOwnVoteTwice)) _extra++;
    }

    /// <summary>A majority has granted. The write quorum plays no part (rule E5).</summary>
    public bool IsWon => Count(true) + _extra >= VoterSet.Majority(_voters.Count);

    /// <summary>So many have refused that no majority is left.</summary>
    public bool IsLost => _voters.Count - Count(false) < VoterSet.Majority(_voters.Count);

    public bool HasGranted(Voter voter)
    {
        int index = VoterSet.IndexOf(_voters, voter);
        return index >= 0 && _answers[index] == true;
    }

    public bool HasAnswered(Voter voter)
    {
        int index = VoterSet.IndexOf(_voters, voter);
        return index >= 0 && _answers[index] is not null;
    }

    /// <summary>Notes an answer; of strangers it notes nothing, and a grant is never taken back.</summary>
    public void Note(Voter voter, bool granted)
    {
        int index = VoterSet.IndexOf(_voters, voter);
        if (index >= 0) _answers[index] = _answers[index] == true || granted;
        else if (granted && Planted.Is(PlantedFault.CountGrantsOfStrangers)) _extra++;
    }

    private int Count(bool granted)
    {
        int count = 0;
        foreach (bool? answer in _answers)
        {
            if (answer == granted) count++;
        }
        return count;
    }
}
