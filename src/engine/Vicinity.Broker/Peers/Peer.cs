using Vicinity.Client;

namespace Vicinity.Broker;

/// <summary>
/// Another node and our connections to it. Answers leave a connection in the order of its requests, so what may have to wait has a
/// connection of its own: votes, which are answered at once; requests of the cluster's administration; the shared fetch session.
/// </summary>
internal sealed class Peer : IDisposable
{
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(2);

    public Peer(int nodeId, BrokerAddress address, int selfId, TimeProvider time, PeerIntroduction introduction, Action<Peer, ClientException?> changed)
    {
        NodeId = nodeId;
        Address = address;
        ConnectionOptions Options(string purpose, int seconds) =>
            new($"node-{selfId}-{purpose}", TimeSpan.FromSeconds(seconds), s_connectTimeout, time) { SoftwareName = PeerNetwork.SoftwareName };
        Task IntroduceAsync(BrokerConnection connection, CancellationToken cancel) => introduction.IntroduceAsync(nodeId, connection, cancel);
        Quorum = new PeerLink(address, Options("quorum", 2), IntroduceAsync, lost => changed(this, lost));
        Control = new PeerLink(address, Options("control", 4), IntroduceAsync, null);
        Fetch = new PeerLink(address, Options("fetch", 3), IntroduceAsync, null);
    }

    public int NodeId { get; }

    public BrokerAddress Address { get; }

    /// <summary>For votes and news of epochs. It is kept open always, and tells whether the node lives.</summary>
    public PeerLink Quorum { get; }

    /// <summary>For what the controller and the nodes ask of each other.</summary>
    public PeerLink Control { get; }

    /// <summary>For the shared fetch session.</summary>
    public PeerLink Fetch { get; }

    public void Dispose()
    {
        Quorum.Dispose();
        Control.Dispose();
        Fetch.Dispose();
    }
}
