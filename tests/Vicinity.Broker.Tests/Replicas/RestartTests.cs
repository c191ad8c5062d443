using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Records;

namespace Vicinity.Broker.Tests;

public sealed class RestartTests
{
    [Fact]
    public async Task Offsets_stay_dense_over_many_restarts_and_no_marker_ever_shows()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        var written = new List<string>();
        for (int start = 0; start < 12; start++)
        {
            if (start > 0) await node.RestartAsync();
            using WireClient client = await node.ConnectAsync();
            if (start == 0) await client.CreateTopicAsync("t", 1, (TopicSettings.SegmentBytes, "1024"));
            // Some starts write nothing, so that markers lie side by side.
            for (int i = 0; i < start % 4; i++)
            {
                (await client.AppendAsync("t", 0, $"{start}.{i}a", $"{start}.{i}b", new string('x', 200))).ShouldBe(written.Count);
                written.AddRange($"{start}.{i}a", $"{start}.{i}b", new string('x', 200));
            }

            List<FetchedRecord> all = await client.ReadAllAsync("t");
            all.Select(r => r.Offset).ShouldBe(Enumerable.Range(0, written.Count).Select(i => (long)i));
            all.Select(r => r.Value).ShouldBe(written);
            (await client.ListOffsetAsync("t", 0, -1)).Offset.ShouldBe(written.Count);
        }
    }

    [Fact]
    public async Task A_fetch_at_any_offset_across_many_epochs_gets_data_only()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        for (int start = 0; start < 6; start++)
        {
            if (start > 0) await node.RestartAsync();
            using WireClient client = await node.ConnectAsync();
            if (start == 0) await client.CreateTopicAsync("t");
            await client.AppendAsync("t", 0, "a", "b");
        }

        using WireClient reader = await node.ConnectAsync();
        for (int offset = 0; offset < 12; offset++)
        {
            foreach (int bytes in new[] { 1, 100, 10_000 })
            {
                FetchResponsePartition answer = await reader.FetchAsync(RecordCalls.FetchFrom("t", 0, offset, partitionMaxBytes: bytes));
                List<RecordBatchHeader> headers = Batches.HeadersIn(answer.Records);
                headers[0].BaseOffset.ShouldBe(offset - (offset % 2));
                headers.ShouldAllBe(h => !h.IsControl && h.RecordCount == 2);
            }
        }
    }

    [Fact]
    public async Task Topics_settings_and_ids_are_kept()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        var ids = new Dictionary<string, Guid>();
        using (WireClient client = await node.ConnectAsync())
        {
            for (int i = 0; i < 30; i++)
            {
                await client.CreateTopicAsync($"t{i}", partitions: 1 + (i % 3), (TopicSettings.RetentionMs, $"{1000 + i}"));
                ids[$"t{i}"] = (await client.DescribeTopicAsync($"t{i}")).TopicId;
                await client.AppendAsync($"t{i}", i % 3, $"value {i}");
            }
        }

        await node.RestartAsync();
        using WireClient again = await node.ConnectAsync();
        for (int i = 0; i < 30; i++)
        {
            MetadataResponseTopic topic = await again.DescribeTopicAsync($"t{i}");
            (topic.TopicId, topic.Partitions.Count).ShouldBe((ids[$"t{i}"], 1 + (i % 3)));
            node.Node.Topics.Find($"t{i}")!.Config.RetentionMs.ShouldBe(1000 + i);
            (await again.ReadValuesAsync($"t{i}", i % 3)).ShouldBe([$"value {i}"]);
        }
    }

    [Fact]
    public async Task A_stopped_node_has_nothing_to_recover()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using (WireClient client = await node.ConnectAsync())
        {
            await client.CreateTopicAsync("t");
            await client.AppendAsync("t", 0, "a");
        }

        await node.RestartAsync();

        node.Log.Of(1031).ShouldBeEmpty();
        node.Log.All.ShouldAllBe(e => e.Level < Microsoft.Extensions.Logging.LogLevel.Warning);
    }

    [Fact]
    public async Task A_copy_of_the_folder_of_a_running_node_has_all_that_was_acknowledged()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using var copy = new TemporaryFolder();
        using (WireClient client = await node.ConnectAsync())
        {
            await client.CreateTopicAsync("t", 1, (TopicSettings.SegmentBytes, "2048"));
            for (int i = 0; i < 40; i++) (await client.ProduceAsync("t", 0, Batches.From(7, 0, i, $"{i} {new string('x', 300)}"))).ErrorCode.ShouldBe(ErrorCode.None);
            Copy(node.Folder, copy.Path);
        }

        await using NodeUnderTest other = NodeUnderTest.Start(folder: copy.Path);
        using WireClient reader = await other.ConnectAsync();
        (await reader.ReadAllAsync("t")).Count.ShouldBe(40);
        (await reader.ProduceAsync("t", 0, Batches.From(7, 0, 39, $"39 {new string('x', 300)}"))).BaseOffset.ShouldBe(39);
        (await reader.ProduceAsync("t", 0, Batches.From(7, 0, 40, "40"))).BaseOffset.ShouldBe(40);
    }

    [Fact]
    public async Task A_torn_batch_at_the_end_is_cut_with_a_log_line_and_everything_before_it_kept()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using (WireClient client = await node.ConnectAsync())
        {
            await client.CreateTopicAsync("t");
            await client.AppendAsync("t", 0, "a", "b");
        }

        await node.RestartAsync(() =>
        {
            using FileStream file = File.OpenWrite(LastSegment(node.Folder, "t-0"));
            file.Seek(0, SeekOrigin.End);
            file.Write(Batches.Large(3000).AsSpan(0, 1500));
        });

        string recovered = (await node.Log.WaitForAsync(1031)).ShouldHaveSingleItem().Text;
        recovered.ShouldContain("t-0");
        recovered.ShouldContain("bytes cut: ");
        using WireClient again = await node.ConnectAsync();
        (await again.ReadValuesAsync("t")).ShouldBe(["a", "b"]);
        (await again.AppendAsync("t", 0, "c")).ShouldBe(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_index_that_is_missing_or_damaged_is_made_anew(bool damaged)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using (WireClient client = await node.ConnectAsync())
        {
            await client.CreateTopicAsync("t", 1, (TopicSettings.SegmentBytes, "2048"));
            for (int i = 0; i < 30; i++) await client.AppendAsync("t", 0, $"{i}", new string('x', 300));
        }

        await node.RestartAsync(() =>
        {
            string[] indexes = Directory.GetFiles(Path.Combine(node.Folder, "replicas", "t-0"), "*.index");
            indexes.ShouldNotBeEmpty();
            foreach (string index in indexes)
            {
                if (damaged) File.WriteAllBytes(index, [.. File.ReadAllBytes(index).Select(b => (byte)~b)]);
                else File.Delete(index);
            }
        });

        using WireClient again = await node.ConnectAsync();
        (await again.ReadAllAsync("t")).Count.ShouldBe(60);
        (await again.ReadAllAsync("t", 0, 31)).Count.ShouldBe(29);
        node.Log.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_that_no_topic_owns_is_removed_with_a_log_line()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using (WireClient client = await node.ConnectAsync())
        {
            await client.CreateTopicAsync("t");
            await client.DeleteTopicAsync("t");
            await client.CreateTopicAsync("kept");
        }

        // As a crash between the record of a deletion and the removal of the folder leaves it.
        await node.RestartAsync(() =>
        {
            using var folder = Storage.DataFolder.Open(Storage.PhysicalFileSystem.Instance, node.Folder);
            folder.CreateReplica("t", Guid.NewGuid(), 0);
        });

        (await node.Log.WaitForAsync(1035)).ShouldHaveSingleItem().Text.ShouldContain("t-0");
        Directory.Exists(Path.Combine(node.Folder, "replicas", "t-0")).ShouldBeFalse();
        using WireClient again = await node.ConnectAsync();
        await again.CreateTopicAsync("t");
    }

    internal static string LastSegment(string folder, string partition) =>
        Directory.GetFiles(Path.Combine(folder, "replicas", partition), "*.log").Order(StringComparer.Ordinal).Last();

    private static void Copy(string from, string to)
    {
        foreach (string folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories)) Directory.CreateDirectory(folder.Replace(from, to, StringComparison.Ordinal));
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(file) == "lock") continue;
            using FileStream source = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using FileStream target = File.Create(file.Replace(from, to, StringComparison.Ordinal));
            source.CopyTo(target);
        }
    }
}
