using Vicinity.Records;

namespace Vicinity.Storage;

/// <summary>A remembered batch of an idempotent producer.</summary>
/// <param name="FirstSequence">Sequence of its first record.</param>
/// <param name="LastSequence">Sequence of its last record; sequences wrap from 2147483647 to 0.</param>
/// <param name="BaseOffset">Offset of its first record.</param>
public readonly record struct ProducerBatch(int FirstSequence, int LastSequence, long BaseOffset)
{
    /// <summary>Sequence that must follow it.</summary>
    internal int NextSequence => RecordBatchHeader.AddToSequence(LastSequence, 1);

    /// <summary>Offset behind its last record.</summary>
    internal long NextOffset => BaseOffset + ((LastSequence - FirstSequence) & int.MaxValue) + 1;
}
