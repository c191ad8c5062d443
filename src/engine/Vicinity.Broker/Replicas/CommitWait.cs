namespace Vicinity.Broker;

/// <summary>A request that waits for the high watermark to reach an offset.</summary>
internal readonly record struct CommitWait(long EndOffset, ICommitObserver Observer, int Index);
