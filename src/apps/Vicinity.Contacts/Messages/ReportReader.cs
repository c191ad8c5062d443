namespace Vicinity.Contacts;

/// <summary>Reads the value of a record of the reports' topic, in whatever form it has. Everything that reads reports reads them here. Thread-safe.</summary>
public static class ReportReader
{
    /// <summary>Reads a report.</summary>
    /// <param name="bytes">Value of the record; a frame holds a copy of it.</param>
    /// <param name="time">The clock beside which times are looked at, and the zone of times that name none.</param>
    /// <exception cref="MessageException">It cannot be taken; the exception says why.</exception>
    public static Report Read(ReadOnlySpan<byte> bytes, TimeProvider time)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (!CompactForm.Is(bytes)) return new Report(MessageJson.Read(bytes, MessageBounds.Report, now, time.LocalTimeZone), default);
        return bytes is [_, (byte)CompactKind.Report, ..]
            ? new Report(MessageCompact.Read(bytes, MessageBounds.Report, now), default)
            : new Report(null, CrowdFrame.Read(Copy(bytes), MessageBounds.Report, now));
    }

    /// <summary>Reads a report; where it cannot be taken, says what kind of problem it has and why.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, TimeProvider time, out Report report, out MessageProblem problem, out string reason)
    {
        (report, problem, reason) = (default, default, "");
        try
        {
            report = Read(bytes, time);
            return true;
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
        return false;
    }

    private static byte[] Copy(ReadOnlySpan<byte> bytes) => bytes.Length <= MessageBounds.Report.MaxBytes ? bytes.ToArray()
        : throw new MessageException(MessageProblem.TooLong, $"the message is {bytes.Length} bytes long and may be {MessageBounds.Report.MaxBytes}");
}
