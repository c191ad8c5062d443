namespace Vicinity.Feeds;

/// <summary>
/// Reads a recording row by row in bounded memory. A bad row is counted, named in the report and passed over; it never ends the
/// reading. A recording that breaks off (a cut file, broken XML) ends there, and the report says so. Not thread-safe, except for
/// <see cref="Share"/>.
/// </summary>
/// <typeparam name="T">What a row holds.</typeparam>
public interface ITraceReader<T> : IDisposable
{
    /// <summary>What was read so far.</summary>
    TraceReport Report { get; }

    /// <summary>Which part of the recording has been read, 0 to 1.</summary>
    double Share { get; }

    /// <summary>Reads the next good row; false at the end.</summary>
    bool TryRead(out TraceRow<T> row);
}
