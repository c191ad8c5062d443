using System.IO.Compression;
using System.Text;

namespace Vicinity.Traffic;

/// <summary>
/// Opens recordings by what they contain, plain or gzip: CSV with named columns, SUMO's FCD export, GTFS-realtime VehiclePositions.
/// </summary>
public static class TraceFile
{
    private const int PeekBytes = 4096;

    /// <summary>Opens a recording.</summary>
    /// <exception cref="TraceFormatException">The file is no recording of a known form.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ITraceReader Open(string path, TraceOptions options)
    {
        byte[] start = Peek(path);
        Stream stream = OpenStream(path);
        try
        {
            return Open(stream, start, options);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file for reading and unpacks it when it is gzip.</summary>
    internal static Stream OpenStream(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 * 1024);
        bool packed = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        return packed ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private static ITraceReader Open(Stream stream, ReadOnlySpan<byte> start, TraceOptions options)
    {
        if (GtfsRealtimeReader.LooksLikeOne(start)) return new GtfsRealtimeReader(stream);
        string text = Encoding.UTF8.GetString(start).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        if (text.Length == 0) throw new TraceFormatException("the file is empty");
        if (text.Contains('\0')) throw new TraceFormatException("the file is neither CSV nor SUMO FCD XML nor a GTFS-realtime message");
        if (text[0] != '<') return new CsvTraceReader(new StreamReader(stream, Encoding.UTF8), options);
        if (text.Contains("<net ", StringComparison.Ordinal))
            throw new TraceFormatException("the file is a SUMO street network, not a trace; drive on it with `traffic drive`");
        return new SumoTraceReader(stream, options);
    }

    private static byte[] Peek(string path)
    {
        try
        {
            using Stream stream = OpenStream(path);
            var start = new byte[PeekBytes];
            return start[..stream.ReadAtLeast(start, PeekBytes, throwOnEndOfStream: false)];
        }
        catch (InvalidDataException broken)
        {
            throw new TraceFormatException("the file begins like gzip but cannot be unpacked", broken);
        }
    }
}
