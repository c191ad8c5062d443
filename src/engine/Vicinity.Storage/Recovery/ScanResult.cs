namespace Vicinity.Storage;

/// <summary>What a scan of a segment file found.</summary>
/// <param name="Segment">The segment up to its last entry that continues the chain.</param>
/// <param name="Known">Its base.</param>
/// <param name="Entries">Entries behind the base.</param>
/// <param name="FileBytes">Size of the file.</param>
/// <param name="Fault">Why the scan ended before the end of the file; null if it did not.</param>
internal sealed record ScanResult(Segment Segment, LogBase Known, long Entries, long FileBytes, string? Fault);
