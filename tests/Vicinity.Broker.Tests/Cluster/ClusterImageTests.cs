using System.Collections.Immutable;
using Vicinity.Model;

namespace Vicinity.Broker.Tests;

public sealed class ClusterImageTests
{
    [Fact]
    public void An_image_is_a_fold_of_records_and_the_last_of_a_key_wins()
    {
        ClusterTopic first = Topic("a", 1), again = Topic("a", 2), other = Topic("b", 3);
        ClusterImage image = ClusterImage.Empty.With([ClusterRecord.Of(first), ClusterRecord.Of(other), ClusterRecord.Of(again), ClusterRecord.Reserving(5000), ClusterRecord.Of(new ClusterNode(4, "h", 1, Guid.NewGuid()))]);

        image.Topics.Keys.Order().ShouldBe(["a", "b"]);
        image.TopicsById.Keys.Order().ShouldBe(new[] { again.Id, other.Id }.Order());
        image.NextProducerId.ShouldBe(5000);
        image.Nodes[4].Host.ShouldBe("h");

        ClusterImage later = image.With([ClusterRecord.Deleting("b"), new KeyedRecord("kind-of-later/x"u8.ToArray(), new byte[3])]);
        later.Topics.Keys.ShouldBe(["a"]);
        later.TopicsById.Keys.ShouldBe([again.Id]);
        image.Topics.ContainsKey("b").ShouldBeTrue();
    }

    [Fact]
    public void Records_in_one_run_or_many_give_the_same_image()
    {
        KeyedRecord[] records = [.. Enumerable.Range(0, 40).Select(i => i % 7 == 3 ? ClusterRecord.Deleting($"t{i % 5}") : ClusterRecord.Of(Topic($"t{i % 5}", i)))];
        ClusterImage whole = ClusterImage.Empty.With(records);
        ClusterImage stepwise = records.Aggregate(ClusterImage.Empty, (image, record) => image.With([record]));

        stepwise.Topics.Keys.Order().ShouldBe(whole.Topics.Keys.Order());
        stepwise.TopicsById.Keys.Order().ShouldBe(whole.TopicsById.Keys.Order());
    }

    [Fact]
    public void The_last_of_two_leaders_of_a_partition_is_the_one_of_the_higher_epoch()
    {
        var table = new LeadershipTable();
        Guid topic = Guid.NewGuid();
        table.Learn(topic, 0, 3, 1, []).ShouldBeTrue();
        table.Learn(topic, 0, 2, 2, []).ShouldBeFalse();
        table.Learn(topic, 0, 4, -1, []).ShouldBeFalse();
        table.Learn(topic, 0, 3, 1, [new Voter(1, topic)]).ShouldBeTrue();
        table.Learn(topic, 0, 3, 1, []).ShouldBeFalse();
        table.Find(topic, 0)!.Voters.Length.ShouldBe(1);
        table.Learn(topic, 0, 5, 2, []).ShouldBeTrue();
        (table.Find(topic, 0)!.LeaderId, table.Find(topic, 0)!.Voters.Length).ShouldBe((2, 0));
        table.Forget(topic, 1);
        table.Find(topic, 0).ShouldBeNull();
    }

    private static ClusterTopic Topic(string name, int seed) =>
        new(name, new Guid(seed, 0, 1, new byte[8]), [new PartitionAssignment([new Voter(1, new Guid(seed, 1, 1, new byte[8]))])], ImmutableSortedDictionary<string, string>.Empty);
}
