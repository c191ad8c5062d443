using Vicinity.Model;

namespace Vicinity.Client.Tests;

public sealed class PartitionAssignorTests
{
    public static TheoryData<string> Names => ["range", "roundrobin"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_partition_goes_to_exactly_one_of_its_readers(string name)
    {
        PartitionAssignor assignor = Named(name);
        var random = new Prng(17);
        for (int round = 0; round < 300; round++)
        {
            Dictionary<string, int> counts = Enumerable.Range(0, random.Next(1, 6)).ToDictionary(i => $"t{i}", _ => random.Next(0, 8));
            var members = Enumerable.Range(0, random.Next(1, 6)).ToDictionary(
                i => $"m{i}", _ => (IReadOnlyList<string>)[.. counts.Keys.Append("missing").Where(t => random.Chance(0.6))]);
            var shares = assignor.Assign(members, counts);
            shares.Keys.Order().ShouldBe(members.Keys.Order());
            foreach ((string member, IReadOnlyList<TopicPartition> partitions) in shares)
                partitions.All(p => members[member].Contains(p.Topic)).ShouldBeTrue(member);
            var expected = counts.Where(c => members.Values.Any(t => t.Contains(c.Key))).SelectMany(c => Enumerable.Range(0, c.Value).Select(i => new TopicPartition(c.Key, i)));
            shares.Values.SelectMany(p => p).Order().ShouldBe(expected.Order());
        }
    }

    [Fact]
    public void Round_robin_is_even_over_many_topics_with_one_partition()
    {
        string[] topics = [.. Enumerable.Range(0, 10).Select(i => $"t{i}")];
        var shares = PartitionAssignor.RoundRobin.Assign(
            new Dictionary<string, IReadOnlyList<string>> { ["a"] = topics, ["b"] = topics }, topics.ToDictionary(t => t, _ => 1));
        shares["a"].Count.ShouldBe(5);
        shares["b"].Count.ShouldBe(5);
    }

    [Fact]
    public void Range_gives_runs_and_the_rest_to_the_first()
    {
        string[] topics = ["x"];
        var shares = PartitionAssignor.Range.Assign(
            new Dictionary<string, IReadOnlyList<string>> { ["b"] = topics, ["a"] = topics }, new Dictionary<string, int> { ["x"] = 5 });
        shares["a"].Select(p => p.Partition).ShouldBe([0, 1, 2]);
        shares["b"].Select(p => p.Partition).ShouldBe([3, 4]);
    }

    private static PartitionAssignor Named(string name) => name == "range" ? PartitionAssignor.Range : PartitionAssignor.RoundRobin;
}
