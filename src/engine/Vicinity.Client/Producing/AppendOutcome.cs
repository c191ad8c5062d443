namespace Vicinity.Client;

/// <summary>What came of an attempt to put a record into a queue.</summary>
internal readonly record struct AppendOutcome(bool Appended, bool WakeSender, long MissingBytes, long BatchId)
{
    public static AppendOutcome Missing(long bytes) => new(false, false, bytes, 0);
}
