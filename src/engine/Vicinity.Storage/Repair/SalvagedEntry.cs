using Vicinity.Records;

namespace Vicinity.Storage;

/// <summary>Takes what can be read of a log, entry by entry.</summary>
/// <param name="entry">A whole data batch or marker; not used after the return.</param>
/// <param name="header">Its header.</param>
public delegate void SalvagedEntry(ReadOnlySpan<byte> entry, in RecordBatchHeader header);
