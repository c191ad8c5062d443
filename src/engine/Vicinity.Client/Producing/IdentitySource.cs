using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client;

/// <summary>Gets producer ids from the cluster, one at a time, in the background.</summary>
internal sealed class IdentitySource(ProducerOptions options, Cluster cluster, Wakeup wakeup)
{
    private ProducerIdentity? _current = options.IsIdempotent ? null : ProducerIdentity.None;
    private Task _asking = Task.CompletedTask;
    private KafkaErrorException? _refusal;

    /// <summary>The newest id, or null while there is none.</summary>
    public ProducerIdentity? Current => Volatile.Read(ref _current);

    /// <summary>Why the cluster gives none, if it says so for good.</summary>
    public KafkaErrorException? Refusal => Volatile.Read(ref _refusal);

    /// <summary>Starts a request unless one is under way; the loop is woken when there is an answer. For the sender's loop only.</summary>
    public void Ask()
    {
        if (_asking.IsCompleted) _asking = AskAsync();
    }

    /// <summary>Drops an id that brokers do not accept any more. For the sender's loop only.</summary>
    public void Discard(ProducerIdentity? identity)
    {
        if (identity is not null && ReferenceEquals(identity, Current)) Volatile.Write(ref _current, null);
    }

    private async Task AskAsync()
    {
        await Task.Yield();
        TimeSpan pause = options.RetryBackoff;
        while (!cluster.Disposed.IsCancellationRequested)
        {
            try
            {
                BrokerConnection connection = await cluster.GetAnyAsync(cluster.Disposed).ConfigureAwait(false);
                InitProducerIdResponse response = await connection.SendAsync<InitProducerIdRequest, InitProducerIdResponse>(
                    new InitProducerIdRequest { TransactionTimeoutMs = int.MaxValue }, cancel: cluster.Disposed).ConfigureAwait(false);
                KafkaErrorException.ThrowIfError(response.ErrorCode, "the producer's id");
                Volatile.Write(ref _refusal, null);
                Volatile.Write(ref _current, new ProducerIdentity(response.ProducerId, response.ProducerEpoch));
                wakeup.Signal();
                return;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (KafkaErrorException e) when (!e.IsRetriable)
            {
                Volatile.Write(ref _refusal, e);
                wakeup.Signal();
                return;
            }
            catch (ClientException)
            {
                wakeup.Signal();
            }
            try
            {
                await Task.Delay(pause, cluster.Time, cluster.Disposed).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            if (pause < TimeSpan.FromSeconds(1)) pause *= 2;
        }
    }
}
