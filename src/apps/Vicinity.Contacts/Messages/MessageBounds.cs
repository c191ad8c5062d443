namespace Vicinity.Contacts;

/// <summary>What a message may hold. Where a message is beyond it, it is refused with the reason.</summary>
public sealed record MessageBounds
{
    /// <summary>Longest message in bytes.</summary>
    public int MaxBytes { get; init; } = 1024;

    /// <summary>Most contacts.</summary>
    public int MaxContacts { get; init; }

    /// <summary>Largest x, from 0; null where places are not bounded by a field.</summary>
    public int? FieldWidth { get; init; }

    /// <summary>Largest y, from 0; null where places are not bounded by a field.</summary>
    public int? FieldHeight { get; init; }

    /// <summary>How far the time may be ahead, in milliseconds.</summary>
    public long MaxAheadMs { get; init; } = 60_000;

    /// <summary>For broadcasts: a receive buffer of the original program, and no contacts.</summary>
    public static MessageBounds Broadcast { get; } = new();

    /// <summary>For reports: a message of a Kafka producer by its default.</summary>
    public static MessageBounds Report { get; } = new() { MaxBytes = 1024 * 1024, MaxContacts = 10_000 };
}
