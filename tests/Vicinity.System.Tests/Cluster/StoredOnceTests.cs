namespace Vicinity.System.Tests;

/// <summary>Producers that may not repeat: an answer that says "not stored" of a record that is stored makes them write it twice.</summary>
public sealed class StoredOnceTests
{
    [Fact(Timeout = 300_000)]
    public async Task A_producer_that_never_repeats_finds_no_record_twice_when_leaders_lose_their_majority()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Assert.SkipWhen(ScriptProcess.WhyNot() is not null, ScriptProcess.WhyNot() ?? "");
        await using ClusterOfProcesses cluster = await ClusterOfProcesses.StartAsync(3, cancel);
        await cluster.CreateTopicAsync("numbers", 3, cancel, minInSync: 2);
        using UnrepeatingProducer producer = UnrepeatingProducer.Start(cluster.BootstrapServers, "numbers");
        for (int round = 0; round < (LongTests.AreWanted ? 20 : 4); round++)
        {
            await producer.AcknowledgeAsync(50, cancel);
            MemberProcess leader = await cluster.LeaderAsync("numbers", cancel);
            MemberProcess[] others = [.. cluster.Nodes.Where(n => n != leader)];
            foreach (MemberProcess other in others) other.Pause();
            // Long enough for the leader to step down while records wait, and for the others to be wanted back.
            await Task.Delay(TimeSpan.FromMilliseconds(800), cancel);
            foreach (MemberProcess other in others) other.Resume();
        }

        await producer.AcknowledgeAsync(50, cancel);
        await cluster.InSyncAsync("numbers", cancel);
        await producer.FinishAsync(cancel);

        List<string> stored = await ScriptProcess.ReadPartitionAsync(null, cluster.BootstrapServers, "numbers", 0, cancel);
        stored.GroupBy(v => v).Where(g => g.Count() > 1).Select(g => g.Key).ShouldBeEmpty("each once");
        producer.Outcomes.Where(t => t.Value == "acknowledged").Select(t => $"{t.Key}").Except(stored).ShouldBeEmpty("what was acknowledged is there");
        producer.Outcomes.Values.ShouldContain(v => v != "acknowledged", "leaders stepped down while records waited");
    }
}
