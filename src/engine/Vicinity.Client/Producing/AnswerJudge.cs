using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client;

/// <summary>
/// Decides what becomes of each batch of an answered request: delivered, sent again with the same bytes, or failed. Runs in the sender's loop only.
/// </summary>
internal sealed class AnswerJudge(ProducerOptions options, Cluster cluster, BatchPool pool, IdentitySource identities, Action<DeliveryException> postedRecordFailed)
{
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(1);

    /// <summary>The last thing that went wrong, for messages.</summary>
    public string? LastTrouble { get; private set; }

    public void NoteTrouble(string trouble) => LastTrouble = trouble;

    public void Judge(SentRequest request, Task<ProduceResponse> answer, long now)
    {
        if (!answer.IsCompletedSuccessfully)
        {
            Exception error = answer.Exception?.InnerException ?? new DisconnectedException(request.Connection.Address.ToString(), "the request was cancelled");
            LastTrouble = error.Message;
            _ = cluster.RefreshInBackground();
            foreach ((PartitionQueue queue, ProducerBatch batch) in request.Batches) JudgeUnanswered(queue, batch, error, now);
            return;
        }
        cluster.NoteSuccess();
        var answers = new Dictionary<TopicPartition, ProduceResponsePartition>();
        foreach (ProduceResponseTopic topic in answer.Result.Responses)
            foreach (ProduceResponsePartition p in topic.PartitionResponses) answers[new TopicPartition(topic.Name, p.Index)] = p;
        bool refresh = false;
        foreach ((PartitionQueue queue, ProducerBatch batch) in request.Batches)
        {
            if (!answers.TryGetValue(batch.Partition, out ProduceResponsePartition? partition))
            {
                JudgeUnanswered(queue, batch, new ClientException($"{request.Connection.Address} left {batch.Partition} out of its answer", isRetriable: true), now);
                continue;
            }
            refresh |= partition.ErrorCode.NeedsMetadataRefresh();
            JudgeAnswered(queue, batch, partition, now);
        }
        if (refresh) _ = cluster.RefreshInBackground();
    }

    /// <summary>Makes sure that the queue's next batch can be numbered; false when it has to wait for an id.</summary>
    public bool PrepareIdentity(PartitionQueue queue)
    {
        if (!options.IsIdempotent)
        {
            queue.Identity ??= ProducerIdentity.None;
            return true;
        }
        if (queue.Identity is not null && !queue.NeedsNewIdentity) return true;
        if (queue.NeedsNewIdentity && queue.InFlight.Count > 0) return false;
        if (identities.Current is not { } current || (queue.NeedsNewIdentity && ReferenceEquals(current, queue.Identity)))
        {
            if (queue.NeedsNewIdentity) identities.Discard(queue.Identity);
            if (identities.Refusal is { } refusal) FailAll(queue, refusal);
            identities.Ask();
            return false;
        }
        queue.Identity = current;
        queue.NeedsNewIdentity = false;
        queue.NextSequence = 0;
        foreach (ProducerBatch batch in queue.Again)
        {
            batch.Close(options.Compression, current, queue.NextSequence);
            queue.NextSequence = Records.RecordBatchHeader.AddToSequence(queue.NextSequence, batch.Builder.RecordCount);
        }
        return true;
    }

    /// <summary>Fails a batch that has a number: those behind it cannot go on under the same id, unless the number is free again.</summary>
    public void GiveUp(PartitionQueue queue, ProducerBatch batch, DeliveryException error)
    {
        if (options.IsIdempotent && batch.Bytes is not null)
        {
            bool wasLast = queue.InFlight.Count == 0 && queue.Again.Count == 0;
            if (wasLast && !batch.MayBeAppended && ReferenceEquals(batch.Identity, queue.Identity)) queue.NextSequence = batch.BaseSequence;
            else queue.NeedsNewIdentity = true;
        }
        Fail(batch, error);
    }

    public void Fail(ProducerBatch batch, DeliveryException error)
    {
        int records = batch.Builder.RecordCount;
        int posted = batch.PostedRecords;
        // Reported before the batch counts as done: a flush that waits for it has to find the failure.
        if (posted > 0 && options.OnDelivery is null) postedRecordFailed(error);
        options.OnDelivery?.Invoke(new BatchDelivery(batch.Partition, -1, records, error));
        batch.Fail(error);
        pool.Return(batch);
    }

    private void JudgeUnanswered(PartitionQueue queue, ProducerBatch batch, Exception error, long now)
    {
        batch.MayBeAppended = true;
        queue.InFlight.Remove(batch);
        bool retriable = error is ClientException { IsRetriable: true };
        if (retriable && batch.Deadline > now) Retry(queue, batch, now, leaderFailed: true);
        else GiveUp(queue, batch, new DeliveryException(batch.Partition, ErrorCode.NetworkException, $"it is not known whether it was appended: {error.Message.TrimEnd('.')}", retriable, error));
        Settle(queue);
    }

    private void JudgeAnswered(PartitionQueue queue, ProducerBatch batch, ProduceResponsePartition answer, long now)
    {
        ErrorCode code = answer.ErrorCode;
        queue.InFlight.Remove(batch);
        switch (code)
        {
            case ErrorCode.None:
            case ErrorCode.DuplicateSequenceNumber:
                Deliver(batch, answer);
                break;
            case ErrorCode.OutOfOrderSequenceNumber when options.IsIdempotent && batch.Deadline > now:
                // Behind a batch that failed this is expected: it comes into order when that one is sent again. For the first one it says that the broker
                // has not appended it and knows another history, under which only a new id can go on.
                if (!queue.HasEarlier(batch)) queue.NeedsNewIdentity = true;
                LastTrouble = $"{batch.Partition}: {code.Name()}";
                Retry(queue, batch, now);
                break;
            case ErrorCode.UnknownProducerId or ErrorCode.InvalidProducerEpoch when options.IsIdempotent && !batch.MayBeAppended && batch.Deadline > now:
                queue.NeedsNewIdentity = true;
                LastTrouble = $"{batch.Partition}: {code.Name()}";
                Retry(queue, batch, now);
                break;
            default:
                LastTrouble = $"{batch.Partition}: {code.Name()} {answer.ErrorMessage}";
                if (MayBeAppendedAfter(code)) batch.MayBeAppended = true;
                if (code.IsRetriable() && batch.Deadline > now) Retry(queue, batch, now, code.NeedsMetadataRefresh());
                else GiveUp(queue, batch, new DeliveryException(batch.Partition, code, Reason(batch, code, answer.ErrorMessage), code.IsRetriable()));
                break;
        }
        Settle(queue);
    }

    private void Deliver(ProducerBatch batch, ProduceResponsePartition answer)
    {
        int records = batch.Builder.RecordCount;
        options.OnDelivery?.Invoke(new BatchDelivery(batch.Partition, answer.BaseOffset, records, null));
        batch.Deliver(answer.BaseOffset, answer.LogAppendTimeMs);
        pool.Return(batch);
    }

    private void Retry(PartitionQueue queue, ProducerBatch batch, long now, bool leaderFailed = false)
    {
        queue.PutBack(batch);
        queue.FailedLeader = leaderFailed ? (batch.Leader, batch.LeaderEpoch) : null;
        TimeSpan pause = options.RetryBackoff * Math.Pow(2, Math.Min(batch.Attempts - 1, 10));
        queue.NotBefore = now + (long)((pause < s_longestPause ? pause : s_longestPause).TotalSeconds * cluster.Time.TimestampFrequency);
    }

    private void FailAll(PartitionQueue queue, KafkaErrorException refusal)
    {
        while (queue.Again.Count > 0)
        {
            ProducerBatch batch = queue.Again[0];
            queue.Again.RemoveAt(0);
            Fail(batch, new DeliveryException(batch.Partition, refusal.Code, refusal.Reason, isRetriable: false, refusal));
        }
        while (queue.TakeNew() is { } unsent)
            Fail(unsent, new DeliveryException(unsent.Partition, refusal.Code, refusal.Reason, isRetriable: false, refusal));
    }

    private static void Settle(PartitionQueue queue) => queue.IsDraining = queue.Again.Count > 0 && queue.InFlight.Count > 0;

    /// <summary>Whether a broker that answers so may have appended the batch: leaders also answer these while they wait for replicas.</summary>
    private static bool MayBeAppendedAfter(ErrorCode code) => code is not (
        ErrorCode.MessageTooLarge or ErrorCode.RecordListTooLarge or ErrorCode.CorruptMessage or ErrorCode.NotEnoughReplicas or ErrorCode.InvalidRecord
        or ErrorCode.InvalidTimestamp or ErrorCode.InvalidRequiredAcks or ErrorCode.TopicAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed
        or ErrorCode.UnsupportedCompressionType or ErrorCode.UnsupportedForMessageFormat or ErrorCode.InvalidTopicException or ErrorCode.PolicyViolation);

    private static string Reason(ProducerBatch batch, ErrorCode code, string? serverText)
    {
        string words = KafkaErrorException.Words(code, serverText);
        string? meaning = code switch
        {
            ErrorCode.MessageTooLarge => $"its batch of {batch.Bytes?.Length} bytes is above the topic's max.message.bytes; a smaller BatchBytes or larger topic setting helps",
            ErrorCode.UnknownProducerId or ErrorCode.InvalidProducerEpoch => "the broker does not know the producer any more, so it is not known whether it was appended",
            _ => null,
        };
        return meaning is null ? words : string.IsNullOrEmpty(serverText) ? meaning : $"{meaning} ({words})";
    }
}
