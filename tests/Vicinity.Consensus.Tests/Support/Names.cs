using Vicinity.Model;

namespace Vicinity.Consensus.Tests;

/// <summary>Voters by name: A is node 1, B node 2 and so on; A' is another replica on node 1.</summary>
internal static class Names
{
    public static Voter Voter(string name) => new(name[0] - 'A' + 1, new Guid(name[0], (short)name.Length, 0, 0, 0, 0, 0, 0, 0, 0, 0));

    public static string Of(Voter voter) => (char)('A' + voter.NodeId - 1) + new string('\'', BitConverter.ToInt16(voter.ReplicaId.ToByteArray(), 4) - 1);

    public static string Of(int nodeId) => nodeId < 0 ? "-" : ((char)('A' + nodeId - 1)).ToString();

    public static string Of(IReadOnlyList<Voter> voters) => string.Join(',', voters.Select(Of));

    /// <summary>A set written as "A,B,C".</summary>
    public static IReadOnlyList<Voter> Set(string names) =>
        [.. names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Voter)];
}
