namespace Vicinity.Contacts.Postgres;

/// <summary>Unix milliseconds as the database has them.</summary>
internal static class Timestamps
{
    /// <summary>A moment for the database; one before 1970 is 1970.</summary>
    public static DateTime Of(long milliseconds) => DateTime.UnixEpoch.AddMilliseconds(Math.Max(0, milliseconds));

    /// <summary>A moment of the database.</summary>
    public static long Of(DateTime time) => (long)Math.Round((time.ToUniversalTime() - DateTime.UnixEpoch).TotalMilliseconds);
}
