using Vicinity.Feeds;

namespace Vicinity.Traffic;

/// <summary>
/// Opens recordings by what they contain, plain or gzip: CSV with named columns, SUMO's FCD export, GTFS-realtime VehiclePositions.
/// </summary>
public static class TraceFile
{
    // Text whose very beginning is printable may hold a stray control character further on: that is a bad row, not another form.
    private const int SurelyText = 64;

    /// <summary>Opens a recording.</summary>
    /// <exception cref="TraceFormatException">The file is no recording of a known form.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ITraceReader<VehiclePosition> Open(string path, TraceOptions options)
    {
        TraceInput input = TraceInput.OpenFile(path);
        try
        {
            return Open(input, options);
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    private static ITraceReader<VehiclePosition> Open(TraceInput input, TraceOptions options)
    {
        if (input.Start.IsEmpty) throw new TraceFormatException("the file is empty");
        string text = input.StartText;
        if (!IsText(text.AsSpan(0, Math.Min(text.Length, SurelyText))) || text.Contains('\0')) return OpenFeed(input);
        return text.AsSpan().TrimStart() is ['<', ..] ? new SumoTraceReader(input, options) : new CsvTraceReader(input, options);
    }

    // A message has no mark of its own to know it by: what decodes as one is one.
    private static GtfsRealtimeReader OpenFeed(TraceInput input)
    {
        try
        {
            return new GtfsRealtimeReader(input);
        }
        catch (TraceFormatException none)
        {
            throw new TraceFormatException($"the file is neither CSV nor SUMO FCD XML (in UTF-8, or UTF-16 with a byte order mark) nor a GTFS-realtime message ({none.Message})", none);
        }
    }

    private static bool IsText(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
            if (c < ' ' && c is not ('\t' or '\r' or '\n')) return false;
        return true;
    }
}
