namespace Vicinity.Storage;

/// <summary>Room on the file system that holds a folder, in bytes.</summary>
/// <param name="Total">Size of the file system.</param>
/// <param name="Free">What this process may still write.</param>
public readonly record struct DiskSpace(long Total, long Free);
