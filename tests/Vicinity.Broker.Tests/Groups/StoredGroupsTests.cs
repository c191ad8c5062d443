using Microsoft.Extensions.Logging.Abstractions;
using Vicinity.Model;

namespace Vicinity.Broker.Tests;

/// <summary>A log of groups that was begun in the older format.</summary>
public sealed class StoredGroupsTests
{
    private static readonly TopicPartition s_partition = new("t", 3);

    [Fact]
    public void The_last_record_of_a_key_counts_whatever_its_format()
    {
        var stored = new StoredGroups();
        stored.Apply(OlderOffsetKey("g", s_partition), OlderOffset(1));
        stored.Apply(new GroupRecordKey("g", s_partition).Encode(), GroupRecordValue.Encode(new CommittedOffset(2, -1, "", 0)));
        stored.Apply(OlderOffsetKey("g", s_partition), null);
        stored.Offsets.ShouldBe([("g", s_partition, new CommittedOffset(2, -1, "", 0))]);

        stored.Apply(OlderOffsetKey("g", s_partition), OlderOffset(3));
        stored.Offsets.Single().Offset.Offset.ShouldBe(3);
        stored.Apply(new GroupRecordKey("g", s_partition).Encode(), null);
        stored.Offsets.ShouldBeEmpty();
        stored.Groups.ShouldBeEmpty();
        stored.HasOlder.ShouldBeTrue();
    }

    [Fact]
    public void It_is_written_anew_in_Kafkas_format_when_it_is_loaded_and_what_was_before_is_forgotten()
    {
        var log = new MemoryGroupLog();
        log.Add(OlderGroupKey("members"), OlderGroup());
        log.Add(OlderOffsetKey("g", s_partition), OlderOffset(42));
        log.Add(OlderOffsetKey("gone", s_partition), OlderOffset(1));
        log.Add(OlderOffsetKey("gone", s_partition), null);
        using (GroupCoordinator coordinator = Start(log))
        {
            coordinator.FindOffset("g", s_partition)!.Offset.ShouldBe(42);
            coordinator.FindOffset("gone", s_partition).ShouldBeNull();
            coordinator.Describe("members")!.GroupState.ShouldBe("Stable");
            coordinator.Heartbeat("members", new MemberClaim("a", "s", 5)).ShouldBe(ErrorCode.None);
        }

        // Group "members" and the offset of "g", which had no record of its own; and nothing else.
        var stored = new StoredGroups();
        log.ReadAll(stored.Apply);
        (log.Records, stored.HasOlder).ShouldBe((2, false));
        int appends = log.Appends;
        using GroupCoordinator again = Start(log);
        log.Appends.ShouldBe(appends);
        again.FindOffset("g", s_partition)!.Offset.ShouldBe(42);
        again.Heartbeat("members", new MemberClaim("a", "s", 5)).ShouldBe(ErrorCode.None);
    }

    [Fact]
    public void What_could_not_be_written_anew_stays_as_it_is_and_is_tried_again_at_the_next_load()
    {
        var log = new MemoryGroupLog { Error = ErrorCode.NotCoordinator };
        log.Add(OlderOffsetKey("g", s_partition), OlderOffset(42));
        using (GroupCoordinator coordinator = Start(log)) coordinator.FindOffset("g", s_partition)!.Offset.ShouldBe(42);
        log.Records.ShouldBe(1);

        log.Error = ErrorCode.None;
        using (GroupCoordinator coordinator = Start(log)) coordinator.FindOffset("g", s_partition)!.Offset.ShouldBe(42);
        var stored = new StoredGroups();
        log.ReadAll(stored.Apply);
        stored.HasOlder.ShouldBeFalse();
    }

    [Fact]
    public async Task A_kill_at_any_record_of_the_conversion_and_of_the_commits_beside_it_loses_nothing()
    {
        const int Partitions = 6;
        var log = new MemoryGroupLog { MaxAppendBytes = 1 };
        log.Add(OlderGroupKey("members"), OlderGroup());
        for (int i = 0; i < Partitions; i++) log.Add(OlderOffsetKey("g", new TopicPartition("t", i)), OlderOffset(40 + i));
        int older = log.Records;
        log.Holds = true;
        using (GroupCoordinator coordinator = Start(log))
        {
            // Written behind what is written anew, which is not acknowledged yet.
            _ = coordinator.CommitAsync("g", new MemberClaim("", null, -1), [(s_partition, 1000, -1, "")]);
            for (int kept = older; kept <= log.Records; kept++)
            {
                MemoryGroupLog left = log.KilledAfter(kept);
                long expected = kept == log.Records ? 1000 : 43;
                CheckAll(left, expected, Partitions);
                CheckAll(left, expected, Partitions);
                var stored = new StoredGroups();
                left.ReadAll(stored.Apply);
                stored.HasOlder.ShouldBeFalse();
            }

            log.Acknowledge();
            await coordinator.CommitAsync("g", new MemberClaim("", null, -1), [(s_partition, 1001, -1, "")]);
        }

        CheckAll(log, 1001, Partitions);
    }

    [Fact]
    public void What_expires_after_the_conversion_does_not_come_back()
    {
        var log = new MemoryGroupLog();
        log.Add(OlderOffsetKey("g", s_partition), OlderOffset(42));
        var clock = new HandClock();
        using (GroupCoordinator coordinator = Start(log, clock)) clock.Advance(TimeSpan.FromDays(30));
        using GroupCoordinator again = Start(log, clock);
        again.FindOffset("g", s_partition).ShouldBeNull();
    }

    private static void CheckAll(MemoryGroupLog log, long ofThird, int partitions)
    {
        using GroupCoordinator coordinator = Start(log);
        for (int i = 0; i < partitions; i++) coordinator.FindOffset("g", new TopicPartition("t", i))!.Offset.ShouldBe(i == s_partition.Partition ? ofThird : 40 + i);
        coordinator.Heartbeat("members", new MemberClaim("a", "s", 5)).ShouldBe(ErrorCode.None);
    }

    private static GroupCoordinator Start(MemoryGroupLog log) => Start(log, new HandClock());

    private static GroupCoordinator Start(MemoryGroupLog log, HandClock clock)
    {
        var coordinator = new GroupCoordinator(new GroupSettings(), log, _ => true, clock, NullLogger.Instance);
        coordinator.Load();
        return coordinator;
    }

    private static byte[] OlderOffsetKey(string group, TopicPartition partition) => Convert.FromHexString("0002" + Text(group) + Text(partition.Topic) + partition.Partition.ToString("X8"));

    private static byte[] OlderGroupKey(string group) => Convert.FromHexString("0001" + Text(group));

    private static byte[] OlderOffset(long offset) => Convert.FromHexString("0000" + offset.ToString("X16") + "FFFFFFFF" + "0000000000000000" + "01");

    private static byte[] OlderGroup() => Convert.FromHexString(
        "0000" + "00000005" + "09636F6E73756D6572" + "0672616E6765" + "0261" + "0000000000000000" + "02"
        + "0261" + "0273" + "0263" + "032F68" + "00002710" + "00002710" + "02" + "0672616E6765" + "0201" + "0202");

    private static string Text(string text) => text.Length.ToString("X4") + Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(text));
}
