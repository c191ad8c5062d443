using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// Hands out producer ids from blocks that the controller reserves for this node. A block's rest is lost at a restart and nothing else. While there is no
/// controller, a request waits a few seconds: clients that are refused retry at once, and warn each time. Thread-safe.
/// </summary>
internal sealed class ProducerIds(ClusterController controller, PeerNetwork peers, BrokerOptions options, ILogger log) : IDisposable
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(25);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private Task<ErrorCode>? _reserving;
    private long _next;
    private long _end;

    /// <summary>A producer id that was never handed out before, or the error because of which there is none.</summary>
    public async Task<(ErrorCode Error, long Id)> NextAsync()
    {
        while (true)
        {
            Task<ErrorCode> reserving;
            lock (_gate)
            {
                if (_next < _end) return (ErrorCode.None, _next++);
                // Many requests wait for the same block.
                reserving = _reserving is { IsCompleted: false } running ? running : _reserving = Task.Run(ReserveAsync);
            }

            ErrorCode error = await reserving.ConfigureAwait(false);
            if (error != ErrorCode.None) return (error, -1);
        }
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    /// <summary>Has a block reserved, trying again for a while as long as there is no controller that could.</summary>
    private async Task<ErrorCode> ReserveAsync()
    {
        // Real time: this waits for disks and other nodes, not for a clock.
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            (ChangeOutcome outcome, long first, int count) = await AllocateAsync().ConfigureAwait(false);
            bool tries = !outcome.IsDone && outcome.Error != ErrorCode.KafkaStorageError && !_stopping.IsCancellationRequested && Stopwatch.GetElapsedTime(began) < s_patience;
            if (!tries)
            {
                if (!outcome.IsDone) ControllerLogLines.ProducerIdsNotReserved(log, outcome.Message ?? outcome.Error.ToString());
                if (outcome.IsDone)
                {
                    lock (_gate) (_next, _end) = (first, first + count);
                }

                // Clients ask again on this one, whatever it was that another node said; COORDINATOR_NOT_AVAILABLE would make some look for a coordinator of transactions.
                return outcome.IsDone ? ErrorCode.None : outcome.Error == ErrorCode.KafkaStorageError ? outcome.Error : ErrorCode.CoordinatorLoadInProgress;
            }

            await Task.Delay(s_pause).ConfigureAwait(false);
        }
    }

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
