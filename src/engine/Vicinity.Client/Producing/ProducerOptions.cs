using Vicinity.Records;

namespace Vicinity.Client;

/// <summary>Settings of a <see cref="Producer"/>.</summary>
public sealed record ProducerOptions : ClientOptions
{
    /// <summary>When a record counts as delivered.</summary>
    public Acks Acks { get; init; } = Acks.All;

    /// <summary>
    /// Whether each batch carries a number by which brokers recognise a repetition, so that retries make neither duplicates nor disorder. In force with
    /// <see cref="Acks.All"/> only; without it one batch per partition is on its way at a time, and a retry may duplicate.
    /// </summary>
    public bool Idempotent { get; init; } = true;

    /// <summary>How long a batch that is not full waits for more records. Zero sends as soon as the connection is free.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Size at which a batch is full, in bytes before compression.</summary>
    public int BatchBytes { get; init; } = 256 * 1024;

    /// <summary>Largest request, in bytes; also the largest record.</summary>
    public int MaxRequestBytes { get; init; } = 1024 * 1024;

    /// <summary>Bytes of records that may wait for delivery. When they are used up, sends wait.</summary>
    public long BufferBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>How batches are compressed.</summary>
    public CompressionCodec Compression { get; init; } = CompressionCodec.None;

    /// <summary>Batches of one partition that may be on their way at a time, 1 to 5: brokers remember five.</summary>
    public int MaxInFlightPerPartition { get; init; } = 5;

    /// <summary>How long delivery of a record may take, retries included, before it fails.</summary>
    public TimeSpan DeliveryTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Pause before a batch is sent again; doubles up to a second.</summary>
    public TimeSpan RetryBackoff { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether brokers may create a topic that this producer names.</summary>
    public bool AllowAutoTopicCreation { get; init; } = true;

    /// <summary>Called for each batch, delivered or not, in the order of completion. It must be quick, since it holds up the producer, and must not throw, which ends it.</summary>
    public Action<BatchDelivery>? OnDelivery { get; init; }

    /// <summary>Whether batches are numbered.</summary>
    internal bool IsIdempotent => Idempotent && Acks == Acks.All;

    internal int InFlightLimit => IsIdempotent ? MaxInFlightPerPartition : 1;

    internal override void Validate()
    {
        base.Validate();
        if (!Enum.IsDefined(Acks)) throw new ArgumentException($"{nameof(Acks)} is {(int)Acks}; it must be All (-1), None (0) or Leader (1).");
        if (!Enum.IsDefined(Compression)) throw new ArgumentException($"{nameof(Compression)} is {(int)Compression}; it must be None, Gzip, Snappy, Lz4 or Zstd.");
        if (Linger < TimeSpan.Zero) throw new ArgumentException($"{nameof(Linger)} is {Linger}; it must not be below zero.");
        OptionCheck.Between(MaxRequestBytes, 1024, Protocol.Frame.DefaultLimit, nameof(MaxRequestBytes), "brokers take no larger frames");
        OptionCheck.Between(BatchBytes, 1, MaxRequestBytes, nameof(BatchBytes), $"a batch must fit a request ({nameof(MaxRequestBytes)})");
        OptionCheck.Between(BufferBytes, BatchBytes, long.MaxValue, nameof(BufferBytes), $"at least one batch must fit ({nameof(BatchBytes)})");
        OptionCheck.Between(MaxInFlightPerPartition, 1, 5, nameof(MaxInFlightPerPartition), "brokers remember the last five batches of a producer");
        OptionCheck.Positive(DeliveryTimeout, nameof(DeliveryTimeout));
        OptionCheck.Positive(RetryBackoff, nameof(RetryBackoff));
    }
}
