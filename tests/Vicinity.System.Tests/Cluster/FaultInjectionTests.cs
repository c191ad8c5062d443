using System.Diagnostics;

namespace Vicinity.System.Tests;

/// <summary>
/// Three nodes on a network of their own, one fault after the other, while two producers write: one that repeats by numbers, and one that never repeats. A failed run
/// names the seed of its faults.
/// </summary>
public sealed class FaultInjectionTests
{
    private const int Nodes = 3;
    private const int Clients = 4;

    private enum Fault
    {
        KillOne,
        KillLeader,
        PauseOne,
        PauseLeader,
        PauseAllButLeader,
        CutOffOne,
        CutLeaderFromNodes,
        LoseOneWay,
        RestartAll,
        KillAll,
    }

    [Fact(Timeout = 900_000)]
    public async Task Through_kills_pauses_cuts_and_restarts_nothing_acknowledged_is_lost_and_nothing_is_there_twice()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Assert.SkipWhen(Namespaces.WhyNot() is not null, Namespaces.WhyNot() ?? "");
        Assert.SkipWhen(ScriptProcess.WhyNot() is not null, ScriptProcess.WhyNot() ?? "");
        int seed = Environment.GetEnvironmentVariable("VICINITY_SEED") is string given ? int.Parse(given) : Random.Shared.Next();
        var random = new Random(seed);
        TimeSpan length = LongTests.AreWanted ? TimeSpan.FromMinutes(10) : TimeSpan.FromSeconds(25);
        using Namespaces network = Namespaces.Create(Clients);
        using var nodes = new NamespaceNodes(network, Nodes);
        await nodes.StartAsync(cancel);
        await nodes.CreateTopicAsync(Clients, "repeated", Nodes, cancel);
        await nodes.CreateTopicAsync(Clients, "unrepeated", Nodes, cancel);
        using NumberedProducer repeating = NumberedProducer.StartIn(network.NameOf(Clients), nodes.BootstrapServers, "repeated", mostPerSecond: 2000);
        using UnrepeatingProducer unrepeating = UnrepeatingProducer.StartIn(network.NameOf(Clients), nodes.BootstrapServers, "unrepeated");
        var injected = new List<Fault>();
        try
        {
            long began = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(began) < length)
            {
                await repeating.ReachAsync(repeating.Count + 100, cancel);
                await unrepeating.AcknowledgeAsync(20, cancel);
                Fault fault = injected.Count < Enum.GetValues<Fault>().Length && LongTests.AreWanted ? (Fault)injected.Count : random.GetItems(Enum.GetValues<Fault>(), 1)[0];
                injected.Add(fault);
                await InjectAsync(fault, random, network, nodes, cancel);
            }

            await nodes.UntilInSyncAsync(Clients, "repeated", Nodes, cancel);
            await nodes.UntilInSyncAsync(Clients, "unrepeated", Nodes, cancel);
            await repeating.FinishAsync(cancel);
            await unrepeating.FinishAsync(cancel);
            await nodes.NothingIsLostAsync(Clients, "repeated", repeating, cancel);
            List<string> stored = await ScriptProcess.ReadPartitionAsync(network.NameOf(Clients), nodes.BootstrapServers, "unrepeated", 0, cancel);
            stored.GroupBy(v => v).Where(g => g.Count() > 1).Select(g => g.Key).ShouldBeEmpty("each once");
            string[] acknowledged = [.. unrepeating.Outcomes.Where(t => t.Value == "acknowledged").Select(t => $"{t.Key}")];
            acknowledged.Except(stored).ShouldBeEmpty("what was acknowledged is there");
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"seed {seed}: {injected.Count} faults ({string.Join(", ", injected.GroupBy(f => f).OrderBy(g => g.Key).Select(g => $"{g.Count()} {g.Key}"))}); "
                + $"{repeating.Count} records acknowledged to the producer that repeats, {acknowledged.Length} of {unrepeating.Outcomes.Count} to the one that does not, {stored.Count} of these stored");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new InvalidOperationException($"VICINITY_SEED={seed}, after {string.Join(", ", injected)}: {e.Message}{Environment.NewLine}{string.Join(Environment.NewLine, Enumerable.Range(1, Nodes).Select(n => nodes[n]))}", e);
        }
    }

    /// <summary>A fault, its end, and nothing else.</summary>
    private static async Task InjectAsync(Fault fault, Random random, Namespaces network, NamespaceNodes nodes, CancellationToken cancel)
    {
        int[] all = [.. Enumerable.Range(1, Nodes)];
        int any = random.Next(1, Nodes + 1);
        bool needsLeader = fault is Fault.KillLeader or Fault.PauseLeader or Fault.PauseAllButLeader or Fault.CutLeaderFromNodes;
        int leader = needsLeader ? await nodes.LeaderAsync(Clients, random.Next(2) == 0 ? "repeated" : "unrepeated", cancel) : any;
        // Shorter and longer than what each side waits for before it looks for another leader.
        TimeSpan duration = TimeSpan.FromMilliseconds(random.Next(100, 3500));
        switch (fault)
        {
            case Fault.KillOne or Fault.KillLeader:
                nodes[leader].Kill();
                await Task.Delay(duration, cancel);
                await StartAsync(nodes, [leader], cancel);
                break;
            case Fault.PauseOne or Fault.PauseLeader or Fault.PauseAllButLeader:
                int[] paused = fault == Fault.PauseAllButLeader ? [.. all.Where(n => n != leader)] : [leader];
                foreach (int node in paused) nodes[node].Pause();
                await Task.Delay(duration, cancel);
                foreach (int node in paused) nodes[node].Resume();
                break;
            case Fault.CutOffOne:
                network.Cut(any);
                await Task.Delay(duration, cancel);
                network.Heal();
                break;
            case Fault.CutLeaderFromNodes:
                foreach (int other in all.Where(n => n != leader))
                {
                    network.CutOneWay(leader, other);
                    network.CutOneWay(other, leader);
                }

                await Task.Delay(duration, cancel);
                network.Heal();
                break;
            case Fault.LoseOneWay:
                network.CutOneWay(any, random.GetItems([.. all.Where(n => n != any), Clients], 1)[0]);
                await Task.Delay(duration, cancel);
                network.Heal();
                break;
            case Fault.RestartAll:
                await Task.WhenAll(all.Select(n => nodes[n].StopAsync(cancel)));
                await StartAsync(nodes, all, cancel);
                break;
            case Fault.KillAll:
                foreach (int node in all) nodes[node].Kill();
                await StartAsync(nodes, all, cancel);
                break;
        }
    }

    private static async Task StartAsync(NamespaceNodes nodes, int[] some, CancellationToken cancel)
    {
        foreach (int node in some) nodes[node].Start();
        foreach (int node in some) await nodes[node].ServesAsync(cancel);
    }
}
