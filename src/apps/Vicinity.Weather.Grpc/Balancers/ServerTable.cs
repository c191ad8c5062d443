using Grpc.Core;

namespace Vicinity.Weather.Grpc;

/// <summary>The compute servers that registered at a balancer. Thread-safe.</summary>
internal sealed class ServerTable(BalancerOptions options, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ServerLink> _byAddress = new(StringComparer.Ordinal);
    private volatile ServerLink[] _all = [];
    private uint _turn;
    private bool _isEnded;

    public IReadOnlyList<ServerStatus> Status => [.. _all.Select(s => s.Status)];

    /// <summary>A server registers, or says that it is still there.</summary>
    /// <exception cref="RpcException">There is no room for another one.</exception>
    public void Register(string address, string name, int capacity)
    {
        lock (_gate)
        {
            if (_isEnded) throw Statuses.Unavailable("the balancer stops");
            if (!_byAddress.TryGetValue(address, out ServerLink? link))
            {
                if (_byAddress.Count >= options.MostServers)
                    throw Statuses.Overloaded($"{options.MostServers} servers are registered already, and no more may be: each has a connection", TimeSpan.FromMilliseconds(options.HeartbeatMs));
                link = new ServerLink(address, options.Dial, time);
                link.Beat(name, capacity);
                _byAddress.Add(address, link);
                _all = [.. _byAddress.Values];
            }
            link.Beat(name, capacity);
        }
    }

    /// <summary>A server leaves. Calls that it has in hand are waited for by those who made them.</summary>
    public void Unregister(string address)
    {
        ServerLink? link;
        lock (_gate)
        {
            if (!_byAddress.Remove(address, out link)) return;
            _all = [.. _byAddress.Values];
        }
        _ = EndAsync(link);
    }

    /// <summary>Forgets servers that have not been heard of for three heartbeats.</summary>
    public void ForgetSilent()
    {
        TimeSpan limit = TimeSpan.FromMilliseconds(3.0 * options.HeartbeatMs);
        foreach (ServerLink link in _all)
            if (link.IsSilentFor(limit)) Unregister(link.Address);
    }

    /// <summary>Chooses a server and takes a place there, to be given back by <see cref="ServerLink.Leave"/>; null when none of those not tried is well and has room.</summary>
    /// <param name="tried">Those that the call went to already.</param>
    /// <param name="isFull">Whether one is well, but has no room.</param>
    public ServerLink? Enter(List<ServerLink> tried, out bool isFull)
    {
        ServerLink[] all = _all;
        isFull = false;
        if (all.Length == 0) return null;
        long now = time.GetUtcNow().Ticks;
        return Enter(all, tried, now, avoided: false, ref isFull) ?? Enter(all, tried, now, avoided: true, ref isFull);
    }

    /// <summary>About how long it takes until a server has room.</summary>
    public TimeSpan UntilRoom()
    {
        double mean = 0;
        int capacity = 0;
        foreach (ServerLink link in _all)
        {
            mean = Math.Max(mean, link.MeanMs);
            capacity += link.Capacity;
        }
        // Callers that are told at the same moment do not come back at the same one.
        double spread = 0.75 + 0.5 * Random.Shared.NextDouble();
        return TimeSpan.FromMilliseconds(Math.Clamp(mean * spread, 20, 5_000));
    }

    /// <summary>Whether another server than those tried is well.</summary>
    public bool HasOther(List<ServerLink> tried)
    {
        foreach (ServerLink link in _all)
            if (link.IsServing && !tried.Contains(link)) return true;
        return false;
    }

    public async ValueTask DisposeAsync()
    {
        ServerLink[] all;
        lock (_gate)
        {
            _isEnded = true;
            all = _all;
            _byAddress.Clear();
            _all = [];
        }
        foreach (ServerLink link in all) await link.DisposeAsync().ConfigureAwait(false);
    }

    private ServerLink? Enter(ServerLink[] all, List<ServerLink> tried, long now, bool avoided, ref bool isFull)
    {
        uint first = Interlocked.Increment(ref _turn);
        if (options.Policy == BalancingPolicy.LeastOutstanding) return EnterLeast(all, first, tried, now, avoided, ref isFull);
        for (int i = 0; i < all.Length; i++)
        {
            ServerLink link = all[(int)((first + i) % all.Length)];
            if (!IsCandidate(link, tried, now, avoided)) continue;
            if (link.TryEnter()) return link;
            isFull = true;
        }
        return null;
    }

    private static ServerLink? EnterLeast(ServerLink[] all, uint first, List<ServerLink> tried, long now, bool avoided, ref bool isFull)
    {
        // Another call can take the last place between the look and the step: then the next best.
        for (int round = 0; round < all.Length; round++)
        {
            ServerLink? best = null;
            for (int i = 0; i < all.Length; i++)
            {
                ServerLink link = all[(int)((first + i) % all.Length)];
                if (!IsCandidate(link, tried, now, avoided)) continue;
                if (link.Outstanding >= link.Capacity) isFull = true;
                else if (best is null || link.Outstanding < best.Outstanding) best = link;
            }
            if (best is null) return null;
            if (best.TryEnter()) return best;
        }
        return null;
    }

    private static bool IsCandidate(ServerLink link, List<ServerLink> tried, long now, bool avoided) =>
        link.IsServing && link.IsAvoided(now) == avoided && !tried.Contains(link);

    private static async Task EndAsync(ServerLink link)
    {
        // Its last calls are in hand still: their own deadlines end them.
        for (int i = 0; i < 100 && link.Outstanding > 0; i++) await Task.Delay(100).ConfigureAwait(false);
        await link.DisposeAsync().ConfigureAwait(false);
    }
}
