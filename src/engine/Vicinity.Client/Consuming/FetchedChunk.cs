namespace Vicinity.Client;

/// <summary>Whole batches of one partition out of one answer, and a hold on the answer's memory.</summary>
internal sealed record FetchedChunk(
    PartitionCursor Cursor, int Version, FrameLease Frame, ReadOnlyMemory<byte> Bytes, long FirstOffset, long NextOffset, long HighWatermark, bool HasRecords);
