using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

/// <summary>Real damage in the folder of a node that is alone, and what its repair makes of it.</summary>
public sealed class DataRepairTests
{
    [Fact]
    public async Task A_sound_folder_is_found_sound_and_repair_changes_nothing()
    {
        await using NodeUnderTest node = await WithRecordsAsync();

        await node.RestartAsync(() =>
        {
            DataRepair.Check(node.Folder).ShouldAllBe(f => f.Kind == DataFindingKind.Sound);
            DataRepair.Repair(node.Folder).ShouldHaveSingleItem().Text.ShouldBe("nothing is damaged");
            Directory.GetDirectories(Path.Combine(node.Folder, "replicas"), "*.damaged").ShouldBeEmpty();
        });

        await ShouldServeAsync(node, ["a", "b", "c"]);
    }

    [Fact]
    public async Task A_folder_in_use_is_refused()
    {
        await using NodeUnderTest node = await WithRecordsAsync();

        Should.Throw<BrokerException>(() => DataRepair.Check(node.Folder)).Message.ShouldContain("in use");
        Should.Throw<BrokerException>(() => DataRepair.Check(Path.Combine(node.Folder, "replicas"))).Message.ShouldContain("not the data folder");
    }

    [Fact]
    public async Task A_damaged_partition_is_served_again_without_what_is_lost()
    {
        await using NodeUnderTest node = await WithRecordsAsync();

        await node.RestartAsync(() =>
        {
            Flip(RestartTests.LastSegment(node.Folder, "t-0"), fromEnd: 1);
            DataRepair.Check(node.Folder).ShouldContain(f => f.Kind == DataFindingKind.Damaged && f.Text.Contains("t-0: offsets 2 to 2 are lost", StringComparison.Ordinal));
            DataRepair.Repair(node.Folder).ShouldContain(f => f.Kind == DataFindingKind.Lost && f.Text.Contains("t-0: offsets 2 to 2 are lost", StringComparison.Ordinal));
            DataRepair.Check(node.Folder).ShouldNotContain(f => f.Kind == DataFindingKind.Damaged);
        });

        await ShouldServeAsync(node, ["a", "b"], next: 3);
    }

    [Fact]
    public async Task A_damaged_log_of_the_cluster_is_repaired_and_topics_that_it_lost_are_named_again_by_their_folders()
    {
        await using NodeUnderTest node = await WithRecordsAsync();
        await node.Node.StopAsync();
        // The whole log is gone but for its first bytes.
        string segment = RestartTests.LastSegment(node.Folder, "__cluster-0");
        using (FileStream file = File.OpenWrite(segment))
        {
            file.Position = 300;
            file.Write(new byte[(int)file.Length - 300]);
        }

        BrokerException refused = Should.Throw<BrokerException>(() => NodeUnderTest.Start(folder: node.Folder));
        refused.Message.ShouldContain("vicinity data repair");
        IReadOnlyList<DataFinding> findings = DataRepair.Repair(node.Folder);

        findings.ShouldContain(f => f.Text.Contains("__cluster-0: rewritten", StringComparison.Ordinal));
        findings.ShouldContain(f => f.Kind == DataFindingKind.Lost && f.Text.StartsWith("topic t:", StringComparison.Ordinal));
        await node.RestartAsync();
        await ShouldServeAsync(node, ["a", "b", "c"]);
    }

    [Fact]
    public async Task A_log_of_the_cluster_that_is_gone_is_made_anew()
    {
        await using NodeUnderTest node = await WithRecordsAsync();
        long before = await NextProducerIdAsync(node);

        await node.RestartAsync(() =>
        {
            Directory.Delete(Path.Combine(node.Folder, "replicas", "__cluster-0"), recursive: true);
            DataRepair.Repair(node.Folder).ShouldContain(f => f.Text.Contains("was missing and was made again", StringComparison.Ordinal));
        });

        await ShouldServeAsync(node, ["a", "b", "c"]);
        (await NextProducerIdAsync(node)).ShouldBeGreaterThan(before, "no id of a producer that wrote is handed out again");
    }

    [Fact]
    public async Task A_damaged_identity_and_a_damaged_journal_of_votes_are_put_right()
    {
        await using NodeUnderTest node = await WithRecordsAsync();

        await node.RestartAsync(() =>
        {
            Flip(Path.Combine(node.Folder, "replicas", "t-0", "replica"), fromEnd: 1);
            string votes = Path.Combine(node.Folder, "votes");
            File.WriteAllBytes(votes, [.. File.ReadAllBytes(votes).Select(b => (byte)~b)]);
            IReadOnlyList<DataFinding> findings = DataRepair.Repair(node.Folder);
            findings.ShouldContain(f => f.Text.Contains("t-0: its file 'replica' was rewritten", StringComparison.Ordinal));
            findings.ShouldContain(f => f.Text.Contains("journal of votes", StringComparison.Ordinal));
            findings.ShouldNotContain(f => f.Kind == DataFindingKind.Lost);
        });

        await ShouldServeAsync(node, ["a", "b", "c"]);
    }

    private static async Task<NodeUnderTest> WithRecordsAsync()
    {
        NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        long id = await NextProducerIdAsync(node);
        await client.AppendAsync("t", 0, "a", "b");
        (await client.ProduceAsync("t", 0, Batches.From(id, 0, 0, "c"))).ErrorCode.ShouldBe(ErrorCode.None);
        return node;
    }

    private static async Task<long> NextProducerIdAsync(NodeUnderTest node)
    {
        using WireClient client = await node.ConnectAsync();
        InitProducerIdResponse answer = await client.CallAsync(new InitProducerIdRequest { TransactionTimeoutMs = 1000 }, 4);
        answer.ErrorCode.ShouldBe(ErrorCode.None);
        return answer.ProducerId;
    }

    private static async Task ShouldServeAsync(NodeUnderTest node, string[] values, int? next = null)
    {
        using WireClient client = await node.ConnectAsync();
        (await client.DescribeTopicAsync("t")).Partitions.ShouldHaveSingleItem().LeaderId.ShouldBe(1);
        var read = new List<string?>();
        for (long offset = 0; offset < (next ?? values.Length);)
        {
            FetchResponsePartition answer = await client.FetchAsync("t", 0, offset);
            answer.ErrorCode.ShouldBe(ErrorCode.None);
            read.AddRange(Batches.RecordsIn(answer.Records).Select(r => r.Value));
            offset = Batches.HeadersIn(answer.Records)[^1].NextOffset;
        }

        read.ShouldBe(values);
        (await client.AppendAsync("t", 0, "next")).ShouldBe(next ?? values.Length);
        await client.CreateTopicAsync("another");
    }

    private static void Flip(string path, int fromEnd)
    {
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^fromEnd] ^= 0xFF;
        File.WriteAllBytes(path, bytes);
    }
}
