namespace Vicinity.Records;

/// <summary>Whose clock a batch's timestamps come from: bit 3 of its attributes.</summary>
public enum TimestampType
{
    /// <summary>Each record carries the time that its producer gave it.</summary>
    CreateTime = 0,

    /// <summary>All records carry the time at which the leader appended the batch.</summary>
    LogAppendTime = 1,
}
