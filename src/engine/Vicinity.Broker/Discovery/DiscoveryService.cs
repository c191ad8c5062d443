using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Vicinity.Membership;

namespace Vicinity.Broker;

/// <summary>Runs a node's discovery on real sockets, from before it has a cluster until it stops. Thread-safe.</summary>
internal sealed class DiscoveryService : IDisposable
{
    private static readonly TimeSpan s_viewInterval = TimeSpan.FromSeconds(1);

    private readonly List<DiscoverySocket> _sockets = [];
    private readonly Lock _gate = new();
    private readonly DatagramGate _datagrams;
    private readonly DiscoveryMachine _machine;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stopped = new();
    private Func<ClusterView>? _view;
    private Action<MemberAddress>? _heard;
    private long _viewTaken;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SocketError? _lastError;
    private string? _foreign;
    private long _refused;

    private DiscoveryService(BrokerOptions options, bool mayFound, TimeProvider time, ILogger log)
    {
        _time = time;
        _log = log;
        _datagrams = new DatagramGate(options.ClusterKey is null ? null : ClusterKey.Of(options.ClusterKey), new DatagramLimits());
        _machine = new DiscoveryMachine(new DiscoverySettings { Expect = options.Expect, MayFound = mayFound, Port = options.Listen.Port }, _datagrams, Random);
    }

    /// <summary>Opens the sockets and begins to ask.</summary>
    /// <param name="options">Where.</param>
    /// <param name="mayFound">Whether the node may found a cluster.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Gets a line about what is ignored.</param>
    /// <exception cref="BrokerException">No network can be used.</exception>
    public static DiscoveryService Start(BrokerOptions options, bool mayFound, TimeProvider time, ILogger log)
    {
        var service = new DiscoveryService(options, mayFound, time, log);
        string problem = "none has a broadcast address";
        foreach (BroadcastNetwork network in BroadcastNetwork.Of(options.Discovery!, options.Listen.Address))
        {
            try
            {
                service._sockets.Add(new DiscoverySocket(network, options.Discovery!.Port));
            }
            catch (SocketException e)
            {
                problem = $"{network.Broadcast}:{options.Discovery!.Port}: {e.Message}";
                DiscoveryLogLines.DiscoveryNotUsable(log, network.Broadcast, options.Discovery!.Port, e.Message);
            }
        }

        if (service._sockets.Count == 0)
        {
            service.Dispose();
            throw new BrokerException($"no network can be used to find other nodes ({problem}): use --discovery off, with --join HOST:PORT or --found");
        }

        foreach (DiscoverySocket socket in service._sockets) _ = socket.ReceiveAsync((bytes, source) => service.Receive(bytes, source));
        _ = Task.Run(service.TickAsync);
        return service;
    }

    /// <summary>Where it is looked, for messages.</summary>
    public IEnumerable<string> Networks => _sockets.Select(s => s.Network.Broadcast.ToString());

    /// <summary>What was decided; null while nothing is.</summary>
    public DiscoveryDecision? Decision => Under(m => m.Decision);

    /// <summary>How far it has come.</summary>
    public DiscoveryStatus Status => Under(m => m.Status());

    /// <summary>Nodes of the cluster to join, or of the node's own, that were heard.</summary>
    public IReadOnlyList<MemberAddress> Proposed => Under(m => m.Proposed);

    /// <summary>Completes when a decision was made, or when it may be worth to look at <see cref="Status"/> again.</summary>
    public Task NextChange
    {
        get
        {
            lock (_gate) return _changed.Task;
        }
    }

    /// <summary>How many datagrams were turned away so far, and why most of them, for messages; null when there were none.</summary>
    public string? Ignored
    {
        get
        {
            lock (_gate)
            {
                var reasons = Enum.GetValues<DatagramVerdict>().Where(v => v is not (DatagramVerdict.Accepted or DatagramVerdict.Repeated)).Select(v => (Verdict: v, Count: _datagrams.Count(v))).Where(v => v.Count > 0).ToList();
                return reasons.Count == 0 ? null : string.Join(", ", reasons.Select(r => $"{r.Count} {Meaning(r.Verdict)}"));
            }
        }
    }

    /// <summary>The node belongs to a cluster: it answers questions from now on.</summary>
    /// <param name="view">What to tell; asked for now and then.</param>
    /// <param name="heard">Gets the nodes of this cluster that announce their addresses, each time they do.</param>
    public void Serve(Func<ClusterView> view, Action<MemberAddress> heard)
    {
        ClusterView first = view();
        lock (_gate)
        {
            (_view, _heard) = (view, heard);
            _machine.Serve(first, Now);
            _viewTaken = _time.GetTimestamp();
        }

        Send(Under(m => m.Tick(Now)));
    }

    /// <summary>Forgets a decision that could not be carried out.</summary>
    public void StartOver() => Under(m =>
    {
        m.StartOver();
        return 0;
    });

    public void Dispose()
    {
        _stopped.Cancel();
        foreach (DiscoverySocket socket in _sockets) socket.Dispose();
        lock (_gate) _changed.TrySetResult();
    }

    private DiscoveryTime Now => new((long)(_time.GetTimestamp() * 1000.0 / _time.TimestampFrequency), _time.GetUtcNow().ToUnixTimeMilliseconds());

    private static UInt128 Random()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static string Meaning(DatagramVerdict verdict) => verdict switch
    {
        DatagramVerdict.Malformed => "not understood",
        DatagramVerdict.Unsigned => "not signed (this node has a cluster key)",
        DatagramVerdict.WrongKey => "signed with another cluster key",
        DatagramVerdict.WrongTime => "of another time (do the clocks differ by more than 30 s?)",
        _ => "too many at once",
    };

    private T Under<T>(Func<DiscoveryMachine, T> what)
    {
        lock (_gate) return what(_machine);
    }

    private async Task TickAsync()
    {
        while (!_stopped.IsCancellationRequested)
        {
            long next = 0;
            try
            {
                next = Tick();
            }
#pragma warning disable CA1031 // whatever fails in the node's view of its cluster must not make it deaf for good
            catch (Exception e)
#pragma warning restore CA1031
            {
                if (!_stopped.IsCancellationRequested) DiscoveryLogLines.DiscoveryFailed(_log, e);
                next = Now.MonotonicMs + 1000;
            }

            TimeSpan pause = TimeSpan.FromMilliseconds(Math.Clamp(next - Now.MonotonicMs, 5, _view is null ? 100 : 1000));
            await Task.Delay(pause, _time, _stopped.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>When to come again.</returns>
    private long Tick()
    {
        RefreshView();
        long next;
        IReadOnlyList<OutgoingDatagram> send;
        lock (_gate)
        {
            send = _machine.Tick(Now);
            next = _machine.NextTick;
            if (_view is null) Pulse();
        }

        Send(send);
        TellOnce();
        return next;
    }

    private void Receive(ReadOnlyMemory<byte> bytes, System.Net.IPEndPoint source)
    {
        IReadOnlyList<OutgoingDatagram> send;
        lock (_gate)
        {
            if (_stopped.IsCancellationRequested) return;
            send = _machine.Receive(bytes.Span, source, Now);
        }

        Send(send);
    }

    private void RefreshView()
    {
        Func<ClusterView>? view;
        IReadOnlyList<MemberAddress> heard;
        lock (_gate)
        {
            if (_view is null || _time.GetElapsedTime(_viewTaken) < s_viewInterval) return;
            _viewTaken = _time.GetTimestamp();
            view = _view;
            heard = _machine.HeardMembers;
        }

        // Not under the lock: both reach into other parts of the node.
        ClusterView now = view();
        foreach (MemberAddress node in heard) _heard!(node);
        lock (_gate) _machine.Serve(now, Now);
    }

    private void Pulse()
    {
        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private void Send(IReadOnlyList<OutgoingDatagram> datagrams)
    {
        foreach (OutgoingDatagram datagram in datagrams)
        {
            foreach (DiscoverySocket socket in _sockets)
            {
                if (socket.Send(datagram.Bytes, datagram.To) is not { } error || error == _lastError) continue;
                _lastError = error;
                DiscoveryLogLines.DiscoveryNotSent(_log, socket.Network.Broadcast, error);
            }
        }
    }

    private void TellOnce()
    {
        string? foreign;
        long refused;
        lock (_gate)
        {
            foreign = _machine.ForeignCluster;
            refused = _datagrams.Count(DatagramVerdict.WrongKey) + _datagrams.Count(DatagramVerdict.Unsigned) + _datagrams.Count(DatagramVerdict.WrongTime);
        }

        if (foreign is not null && foreign != _foreign) DiscoveryLogLines.OtherCluster(_log, foreign);
        _foreign = foreign;
        if (refused > 0 && _refused == 0) DiscoveryLogLines.DatagramsIgnored(_log, Ignored);
        _refused = refused;
    }
}
