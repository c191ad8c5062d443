namespace Vicinity.Weather;

/// <summary>How the topic of windows ends.</summary>
/// <param name="Chain">Which records count.</param>
/// <param name="Last">The mark of the last one that counts; null where there is none.</param>
/// <param name="First">Offset at which the topic begins.</param>
/// <param name="Next">Offset behind its last record.</param>
/// <param name="Passed">Offsets of those that count, each with the watermark up to which windows are in it or before it.</param>
/// <param name="Base">Offset of a record that counts, before which no window can change any more; -1 for the beginning.</param>
internal sealed record WindowLogEnd(Chain Chain, WindowsMark? Last, long First, long Next, Queue<(long Offset, long Watermark)> Passed, long Base);
