using Vicinity.Client;
using Vicinity.Feeds;
using Vicinity.Model;

namespace Vicinity.Weather;

/// <summary>A partition that a server works on: its state, the step that is on its way, what was refused since the last one. For one user at a time.</summary>
internal sealed class PartitionRun(TopicPartition readings, PartitionWork work, long now)
{
    /// <summary>The partition of the readings.</summary>
    public TopicPartition Readings { get; } = readings;

    /// <summary>Its windows and steps.</summary>
    public PartitionWork Work { get; } = work;

    /// <summary>The step that is on its way; null for none.</summary>
    public Step? Sent { get; set; }

    /// <summary>The acknowledgement of <see cref="Sent"/>.</summary>
    public Task<RecordPosition>? Acknowledged { get; set; }

    /// <summary>Records that were refused since the last step.</summary>
    public List<Rejection> Rejections { get; } = [];

    /// <summary>Bytes of these.</summary>
    public long RejectedBytes { get; set; }

    /// <summary>When the last record came, in Unix milliseconds.</summary>
    public long HeardAt { get; set; } = now;

    /// <summary>When the last step was made, in Unix milliseconds.</summary>
    public long SteppedAt { get; set; } = now;

    /// <summary>When the last checkpoint was made, in Unix milliseconds.</summary>
    public long CheckpointedAt { get; set; } = now;

    /// <summary>Offset behind the readings of the last step that is stored.</summary>
    public long Stored { get; set; } = -1;

    /// <summary>Readings and refused records that the steps cover up to it.</summary>
    public long Counted { get; set; }
}
