using System.Net.Sockets;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client;

/// <summary>Makes connections and finds out what the other side speaks.</summary>
internal static class BrokerConnector
{
    /// <summary>Connects and learns which versions the broker offers.</summary>
    /// <exception cref="ClientException">No connection, or the other side is no broker.</exception>
    public static async Task<BrokerConnection> ConnectAsync(BrokerAddress address, ConnectionOptions options, CancellationToken cancel)
    {
        BrokerConnection connection = await OpenAsync(address, options, cancel).ConfigureAwait(false);
        try
        {
            ApiVersionsResponse versions;
            try
            {
                versions = await connection.AskVersionsAsync(3, cancel).ConfigureAwait(false);
            }
            catch (DisconnectedException)
            {
                // Brokers before the negotiation of KIP-511 close the connection on a version they do not know.
                connection.Dispose();
                connection = await OpenAsync(address, options, cancel).ConfigureAwait(false);
                versions = await connection.AskVersionsAsync(0, cancel).ConfigureAwait(false);
            }
            if (versions.ErrorCode == ErrorCode.UnsupportedVersion) versions = await connection.AskVersionsAsync(0, cancel).ConfigureAwait(false);
            KafkaErrorException.ThrowIfError(versions.ErrorCode, address.ToString());
            connection.Use(new BrokerVersions(versions, address));
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static async Task<BrokerConnection> OpenAsync(BrokerAddress address, ConnectionOptions options, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var timeout = new CancellationTokenSource(options.ConnectTimeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, either.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (e is OperationCanceledException && cancel.IsCancellationRequested) throw;
            string reason = e is OperationCanceledException ? $"no answer within {options.ConnectTimeout.TotalSeconds:0.###} s" : e.Message;
            throw DisconnectedException.Unreachable(address.ToString(), reason, e);
        }
        return BrokerConnection.Over(socket, address, options);
    }
}
