namespace Vicinity.Storage;

/// <summary>A data batch that can be found without reading what stands before it.</summary>
/// <param name="Offset">Its base offset.</param>
/// <param name="Position">Its first byte in the segment file.</param>
/// <param name="MaxTimestampBefore">Largest timestamp of all batches before it in the segment; <see cref="long.MinValue"/> if there are none.</param>
internal readonly record struct IndexEntry(long Offset, long Position, long MaxTimestampBefore);
