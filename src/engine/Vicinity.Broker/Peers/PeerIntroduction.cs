using Vicinity.Client;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// The first exchange on a connection to another node. It shows that the right node is there (an address may have passed to another), and tells that node where
/// this one listens: when nodes come back under other addresses, and one can connect to another, the other can connect back. Thread-safe.
/// </summary>
internal sealed class PeerIntroduction(int selfId, string clusterId)
{
    private volatile ListenAddress? _listens;

    /// <summary>Whether this node listens: before, it could not say where.</summary>
    public bool IsListening => _listens is not null;

    /// <summary>Says where this node listens.</summary>
    /// <param name="host">Host for others, or empty: the address that they see.</param>
    /// <param name="port">The port.</param>
    public void Listens(string host, int port) => _listens = new ListenAddress(host, port);

    /// <summary>Raised when another node answers than the one that is meant: which one, and where. By any thread; must be quick.</summary>
    public event Action<int, BrokerAddress>? AnotherAnswered;

    /// <summary>Introduces this node.</summary>
    /// <exception cref="KafkaErrorException">Another node answers at that address.</exception>
    /// <exception cref="ClientException">No answer.</exception>
    public async Task IntroduceAsync(int nodeId, BrokerConnection connection, CancellationToken cancel)
    {
        ListenAddress? own = _listens;
        var request = new IntroduceNodeRequest { ClusterId = clusterId, NodeId = selfId, Host = own?.Host ?? "", Port = own?.Port ?? 0, Addressee = nodeId };
        IntroduceNodeResponse answer = await connection.SendAsync<IntroduceNodeRequest, IntroduceNodeResponse>(request, cancel: cancel).ConfigureAwait(false);
        if (answer.ErrorCode == ErrorCode.BrokerIdNotRegistered && answer.NodeId >= 0) AnotherAnswered?.Invoke(answer.NodeId, connection.Address);
        KafkaErrorException.ThrowIfError(answer.ErrorCode, $"node {nodeId} at {connection.Address}", answer.ErrorMessage);
    }

    private sealed record ListenAddress(string Host, int Port);
}
