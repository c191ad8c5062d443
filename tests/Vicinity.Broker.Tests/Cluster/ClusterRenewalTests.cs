using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

/// <summary>A node of a cluster whose copy of the cluster's own log is damaged or lost.</summary>
public sealed class ClusterRenewalTests
{
    [Theory]
    [InlineData("damaged")]
    [InlineData("lost")]
    [InlineData("without identity")]
    public async Task A_damaged_copy_of_the_clusters_own_log_is_renewed_from_the_others(string how)
    {
        await using NodesUnderTest cluster = await NodesUnderTest.StartAsync(3);
        await Eventually.TrueAsync(() => cluster.Nodes.All(n => n.Topics.ClusterReplica.Voters.Count == 3), "three nodes vote on the cluster's own log");
        using (WireClient client = await cluster.ConnectAsync(1)) (await client.TryCreateTopicAsync(TopicCalls.Creating("t", 3, 3))).ErrorCode.ShouldBe(ErrorCode.None);
        Guid before = cluster.Node(2).Topics.ClusterReplica.Id;
        await cluster.StopAsync(2);
        using (WireClient client = await cluster.ConnectAsync(1)) (await client.TryCreateTopicAsync(TopicCalls.Creating("meanwhile", 1, 2))).ErrorCode.ShouldBe(ErrorCode.None);

        await cluster.RestartAsync(2, folder => Damage(folder, how));

        Guid now = cluster.Node(2).Topics.ClusterReplica.Id;
        now.ShouldNotBe(before, "who promised something under the old uuid never votes again");
        await Eventually.TrueAsync(
            () => cluster.Nodes.All(n => n.Topics.ClusterReplica.Voters is { Count: 3 } voters && voters.Contains(new Voter(2, now))),
            "the new replica votes, and the lost one's vote is taken away");
        await cluster.SettleAsync();
        await Eventually.TrueAsync(() => cluster.Node(2).Topics.Find("meanwhile") is not null && cluster.Node(2).Topics.Find("t") is { } t && t.Replicas.All(r => r.Failure is null), "it knows all topics, and its replicas serve");
        using WireClient late = await cluster.ConnectAsync(2);
        (await late.TryCreateTopicAsync(TopicCalls.Creating("later", 1, 3))).ErrorCode.ShouldBe(ErrorCode.None);
        Directory.GetDirectories(Path.Combine(cluster.FolderOf(2), "replicas"), "*.damaged").Length.ShouldBe(how == "lost" ? 0 : 1, "what was damaged is set aside");
    }

    [Fact]
    public async Task The_only_copy_is_never_given_up()
    {
        // Two nodes: the founder alone votes on the cluster's own log.
        await using NodesUnderTest cluster = await NodesUnderTest.StartAsync(2);
        await cluster.StopAsync(1);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3));

        await Should.ThrowAsync<OperationCanceledException>(() => cluster.RestartAsync(1, folder => Damage(folder, "damaged"), patience));

        Directory.GetDirectories(Path.Combine(cluster.FolderOf(1), "replicas"), "*.damaged").ShouldBeEmpty();
        Directory.Exists(Path.Combine(cluster.FolderOf(1), "replicas", "__cluster-0")).ShouldBeTrue();
    }

    private static void Damage(string folder, string how)
    {
        string replica = Path.Combine(folder, "replicas", "__cluster-0");
        if (how == "lost") Directory.Delete(replica, recursive: true);
        else Flip(how == "damaged" ? RestartTests.LastSegment(folder, "__cluster-0") : Path.Combine(replica, "replica"));
    }

    private static void Flip(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 0xFF;
        File.WriteAllBytes(path, bytes);
    }
}
