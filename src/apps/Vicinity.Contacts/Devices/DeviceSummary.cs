namespace Vicinity.Contacts;

/// <summary>What a device did in its life.</summary>
/// <param name="Person">Who.</param>
/// <param name="Ticks">Ticks lived.</param>
/// <param name="Sent">Broadcasts sent.</param>
/// <param name="SentBytes">Their bytes, without headers.</param>
/// <param name="Heard">Messages of others that were taken, near or far.</param>
/// <param name="Contacts">Contacts: one for each other person and tick.</param>
/// <param name="Reports">Reports that the log acknowledged.</param>
/// <param name="Reported">Contacts in them.</param>
/// <param name="Forgotten">Contacts that were forgotten because too many had to be kept.</param>
/// <param name="Unacknowledged">Contacts that had not been acknowledged when the device gave up.</param>
/// <param name="LastReportStored">Whether the last report, that the person lives no more, was acknowledged.</param>
/// <param name="Dropped">Messages that were dropped, by reason.</param>
public sealed record DeviceSummary(
    Guid Person,
    int Ticks,
    long Sent,
    long SentBytes,
    long Heard,
    long Contacts,
    long Reports,
    long Reported,
    long Forgotten,
    long Unacknowledged,
    bool LastReportStored,
    IReadOnlyDictionary<string, long> Dropped)
{
    /// <summary>Keys that were published in the private mode.</summary>
    public int KeysPublished { get; init; }

    /// <summary>Published keys of others that the private mode has found.</summary>
    public long Notified { get; init; }
}
