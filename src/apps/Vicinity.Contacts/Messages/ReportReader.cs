namespace Vicinity.Contacts;

/// <summary>Reads the value of a record of the reports' topic, in whatever form it has. Everything that reads reports reads them here. Thread-safe.</summary>
public static class ReportReader
{
    /// <summary>Reads a report.</summary>
    /// <param name="bytes">Value of the record.</param>
    /// <param name="time">The clock beside which times are looked at, and the zone of times that name none.</param>
    /// <exception cref="MessageException">It cannot be taken; the exception says why.</exception>
    public static PersonMessage Read(ReadOnlySpan<byte> bytes, TimeProvider time) =>
        MessageJson.Read(bytes, MessageBounds.Report, time.GetUtcNow().ToUnixTimeMilliseconds(), time.LocalTimeZone);

    /// <summary>Reads a report; where it cannot be taken, says what kind of problem it has and why.</summary>
    /// <returns>The report; null with the refusal where it cannot be taken.</returns>
    public static PersonMessage? TryRead(ReadOnlySpan<byte> bytes, TimeProvider time, out MessageProblem problem, out string reason)
    {
        (problem, reason) = (default, "");
        try
        {
            return Read(bytes, time);
        }
        catch (MessageException refused)
        {
            (problem, reason) = (refused.Problem, refused.Message);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // Whoever may write to the log writes what is read here: a fault of reading costs that record alone.
            (problem, reason) = (MessageProblem.Unreadable, $"reading it failed: {fault.Message}");
        }
        return null;
    }
}
