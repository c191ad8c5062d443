namespace Vicinity.Storage;

/// <summary>A log as it was found on disk.</summary>
internal sealed record RecoveredLog(Segment[] Segments, LogBase Base, ProducerTable Producers, long WantedLogStart, RecoveryReport Report);
