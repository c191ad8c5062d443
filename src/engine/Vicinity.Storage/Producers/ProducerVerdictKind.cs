namespace Vicinity.Storage;

/// <summary>What to do with a batch of an idempotent producer.</summary>
public enum ProducerVerdictKind
{
    /// <summary>Append it: it continues the producer's sequence, or there is nothing to compare with.</summary>
    Append,

    /// <summary>It is in the log already.</summary>
    Duplicate,

    /// <summary>A batch before it is missing, or it is older than what is remembered.</summary>
    OutOfOrderSequence,

    /// <summary>A later instance of the producer has written.</summary>
    InvalidProducerEpoch,
}
