namespace Vicinity.Contacts;

/// <summary>How reports are written; readers take both.</summary>
public enum ReportForm
{
    /// <summary>JSON, a record for each person: every Kafka client can read it.</summary>
    Json,

    /// <summary>Binary, a record for each 1,024 people of a crowd: about a hundredth of the bytes.</summary>
    Compact,
}
