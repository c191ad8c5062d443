using Vicinity.Client;
using Vicinity.Membership;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>Asks given addresses which cluster is there, by the Kafka protocol.</summary>
internal static class SeedLookup
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(2);

    /// <summary>How a node connects to another whose id it does not know.</summary>
    public static ConnectionOptions Connection(TimeProvider time, TimeSpan requestTimeout) =>
        new("node-joining", requestTimeout, s_timeout, time) { SoftwareName = PeerNetwork.SoftwareName };

    /// <summary>Asks the addresses at the same time; the first that answers counts, unless another names another cluster.</summary>
    /// <returns>The cluster and the addresses of its nodes, those that were asked first; null when none answers.</returns>
    /// <exception cref="BrokerException">They belong to several clusters.</exception>
    public static async Task<(string ClusterId, IReadOnlyList<MemberAddress> Nodes)?> AskAsync(IReadOnlyList<string> seeds, TimeProvider time, CancellationToken cancel)
    {
        var asked = seeds.Select(s => AskOneAsync(BrokerOptions.SeedOf(s)!.Value, time, cancel)).ToList();
        var answers = (await Task.WhenAll(asked).ConfigureAwait(false)).OfType<(string ClusterId, IReadOnlyList<MemberAddress> Nodes)>().ToList();
        if (answers.Count == 0) return null;
        if (answers.Select(a => a.ClusterId).Distinct().Count() > 1)
            throw new BrokerException($"the addresses given by --join belong to {string.Join(" and ", answers.Select(a => a.ClusterId).Distinct().Order(StringComparer.Ordinal))}: name nodes of one cluster alone");
        return (answers[0].ClusterId, [.. answers.SelectMany(a => a.Nodes).Distinct()]);
    }

    /// <summary>The cluster and nodes that one node names, its controller first.</summary>
    public static async Task<(string ClusterId, IReadOnlyList<MemberAddress> Nodes)> DescribeAsync(BrokerConnection connection, CancellationToken cancel)
    {
        DescribeClusterResponse answer = await connection.SendAsync<DescribeClusterRequest, DescribeClusterResponse>(new DescribeClusterRequest(), cancel: cancel).ConfigureAwait(false);
        KafkaErrorException.ThrowIfError(answer.ErrorCode, connection.Address.ToString());
        return (answer.ClusterId, [.. answer.Brokers.OrderBy(b => b.BrokerId == answer.ControllerId ? 0 : 1).Select(b => new MemberAddress(b.BrokerId, b.Host, b.Port))]);
    }

    private static async Task<(string ClusterId, IReadOnlyList<MemberAddress> Nodes)?> AskOneAsync(BrokerAddress seed, TimeProvider time, CancellationToken cancel)
    {
        try
        {
            using BrokerConnection connection = await BrokerConnector.ConnectAsync(seed, Connection(time, s_timeout), cancel).ConfigureAwait(false);
            (string clusterId, IReadOnlyList<MemberAddress> nodes) = await DescribeAsync(connection, cancel).ConfigureAwait(false);
            // A node without a controller names no others; it can be asked itself all the same.
            return (clusterId, nodes.Count > 0 ? nodes : [new MemberAddress(0, seed.Host, seed.Port)]);
        }
        catch (ClientException)
        {
            return null;
        }
    }
}
