using Vicinity.Model;

namespace Vicinity.Client;

/// <summary>How far a consumer has come in one partition. Guarded by the fetcher's lock, but for the observers.</summary>
internal sealed class PartitionCursor(TopicPartition partition, StartPosition start)
{
    private long _position = -1;
    private long _highWatermark = -1;
    private long _lastSuccess;

    public TopicPartition Partition { get; } = partition;

    /// <summary>Rises with each seek; what was fetched before is of no use any more.</summary>
    public int Version { get; private set; }

    /// <summary>Position that has yet to be looked up; null when the offset is known.</summary>
    public StartPosition? Wanted { get; private set; } = start;

    /// <summary>Next offset to ask the broker for.</summary>
    public long FetchOffset { get; set; }

    /// <summary>Offset behind the last processed record; -1 while it is not known. Readable from any thread.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>End of the partition as of the last answer; -1 before. Readable from any thread.</summary>
    public long HighWatermark => Volatile.Read(ref _highWatermark);

    /// <summary>When the broker last answered without error, in UTC ticks. Readable from any thread.</summary>
    public long LastSuccess => Volatile.Read(ref _lastSuccess);

    /// <summary>Whether the last answer was an error, or none came.</summary>
    public volatile bool IsInTrouble;

    public bool IsRemoved { get; set; }

    public bool IsPaused { get; set; }

    /// <summary>Whether a request for it is on its way.</summary>
    public bool IsBusy { get; set; }

    /// <summary>Clock timestamp before which it is left alone.</summary>
    public long NotBefore { get; set; }

    /// <summary>Bytes fetched and not taken yet.</summary>
    public long BufferedBytes { get; set; }

    /// <summary>Most bytes to ask for; grows when a batch does not fit.</summary>
    public int MaxBytes { get; set; }

    /// <summary>What polling must throw.</summary>
    public ClientException? Fault { get; set; }

    public bool IsAtEnd => Position >= 0 && HighWatermark >= 0 && Position >= HighWatermark;

    public void Seek(StartPosition position)
    {
        Version++;
        Wanted = position;
        Fault = null;
        NotBefore = 0;
        BufferedBytes = 0;
        Volatile.Write(ref _position, -1);
        if (position.Kind == PositionKind.Offset) StartAt(position.Value);
    }

    /// <summary>Goes back to the first record that was not processed.</summary>
    public void Rewind()
    {
        if (Wanted is not null) return;
        Version++;
        BufferedBytes = 0;
        FetchOffset = Position;
    }

    public void StartAt(long offset)
    {
        Wanted = null;
        FetchOffset = offset;
        Volatile.Write(ref _position, offset);
    }

    public void Processed(long nextOffset) => Volatile.Write(ref _position, nextOffset);

    public void Answered(long highWatermark, long nowTicks)
    {
        IsInTrouble = false;
        Volatile.Write(ref _highWatermark, highWatermark);
        Volatile.Write(ref _lastSuccess, nowTicks);
    }
}
