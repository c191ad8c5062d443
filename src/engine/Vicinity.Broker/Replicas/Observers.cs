using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>Waits for appended records to be acknowledged.</summary>
internal interface ICommitObserver
{
    /// <summary>The records are acknowledged, or can no longer be (<paramref name="error"/>). Called once for each wait, by any thread; must never throw.</summary>
    void CommitEnded(int index, ErrorCode error);
}

/// <summary>Called when more of a partition can be read.</summary>
internal interface IHighWatermarkObserver
{
    /// <summary>The high watermark rose, or the replica went out of service. Called by any thread; must be quick and never throw.</summary>
    void HighWatermarkMoved(Replica replica);
}
