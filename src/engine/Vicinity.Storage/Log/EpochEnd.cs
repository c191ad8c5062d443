namespace Vicinity.Storage;

/// <summary>Where an epoch ends in a log (KIP-101, KIP-279).</summary>
/// <param name="Epoch">Largest known epoch at or before the asked one, or -1.</param>
/// <param name="EndOffset">Offset behind its last record, or -1.</param>
public readonly record struct EpochEnd(int Epoch, long EndOffset)
{
    /// <summary>The log cannot tell.</summary>
    public static EpochEnd Unknown { get; } = new(-1, -1);
}
