namespace Vicinity.Storage;

/// <summary>What opening a log found and did.</summary>
/// <param name="EntriesKept">Entries read and checked in the last segment.</param>
/// <param name="BytesCut">Bytes behind the last whole entry that were cut, as a torn write leaves them.</param>
/// <param name="BytesWrittenAgain">Bytes behind the bound that were written once more, since nothing shows that they are on disk.</param>
/// <param name="IndexesRebuilt">Index files of closed segments that were missing or damaged.</param>
/// <param name="LogStartLost">The file of the log start could not be read: records deleted by request may be back.</param>
public sealed record RecoveryReport(long EntriesKept, long BytesCut, long BytesWrittenAgain, int IndexesRebuilt, bool LogStartLost)
{
    /// <summary>True if the log was found as a clean shutdown leaves it.</summary>
    public bool IsClean => BytesCut == 0 && IndexesRebuilt == 0 && !LogStartLost;

    /// <summary>The report in words.</summary>
    public override string ToString() =>
        $"entries kept: {EntriesKept}, bytes cut: {BytesCut}, bytes written again: {BytesWrittenAgain}, indexes rebuilt: {IndexesRebuilt}{(LogStartLost ? ", log start lost: deleted records may be back" : "")}";
}
