using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>Hands out producer ids from blocks that the controller reserves for this node. A block's rest is lost at a restart and nothing else. Thread-safe.</summary>
internal sealed class ProducerIds(ClusterController controller, PeerNetwork peers, BrokerOptions options, ILogger log) : IDisposable
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(3);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private long _next;
    private long _end;

    /// <summary>A producer id that was never handed out before, or the error because of which there is none.</summary>
    public async Task<(ErrorCode Error, long Id)> NextAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_next == _end)
            {
                (ChangeOutcome outcome, long first, int count) = await AllocateAsync().ConfigureAwait(false);
                if (!outcome.IsDone)
                {
                    BrokerLog.ProducerIdsNotReserved(log, outcome.Message ?? outcome.Error.ToString());
                    // Clients ask again on this one, whatever it was that another node said.
                    return (outcome.Error == ErrorCode.KafkaStorageError ? outcome.Error : ErrorCode.CoordinatorNotAvailable, -1);
                }

                (_next, _end) = (first, first + count);
            }

            return (ErrorCode.None, _next++);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<(ChangeOutcome Outcome, long First, int Count)> AllocateAsync()
    {
        if (controller.Elsewhere is not int other) return await controller.AllocateProducerIdsAsync().ConfigureAwait(false);
        try
        {
            AllocateProducerIdsResponse response = await peers.SendAsync<AllocateProducerIdsRequest, AllocateProducerIdsResponse>(
                other, new AllocateProducerIdsRequest { BrokerId = options.NodeId }, s_timeout, CancellationToken.None).ConfigureAwait(false);
            return response.ErrorCode == ErrorCode.None && response.ProducerIdLen > 0
                ? (ChangeOutcome.Done, response.ProducerIdStart, response.ProducerIdLen)
                : (new(response.ErrorCode, $"the controller, node {other}, gives none: {response.ErrorCode}"), -1, 0);
        }
        catch (ClientException e)
        {
            return (new(ErrorCode.BrokerNotAvailable, e.Message), -1, 0);
        }
    }
}
