using System.Text;
using Vicinity.Feeds;
using Vicinity.Traffic;

namespace Vicinity.Traffic.Tests;

/// <summary>Recordings from memory, read to their end.</summary>
internal static class Traces
{
    /// <summary>A time that all rows of a test may share.</summary>
    public const long Time = 1_788_000_000_000;

    /// <summary>A file of the given content, opened as any file is.</summary>
    public static (List<TraceRow<VehiclePosition>> Rows, TraceReport Report) OfFile(byte[] content, TraceOptions? options = null)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, content);
            return ToEnd(TraceFile.Open(path, options ?? new TraceOptions()));
        }
        finally
        {
            File.Delete(path);
        }
    }

    public static (List<TraceRow<VehiclePosition>> Rows, TraceReport Report) OfFile(string content, TraceOptions? options = null) => OfFile(Encoding.UTF8.GetBytes(content), options);

    public static TraceInput Input(byte[] content) => TraceInput.Of(new MemoryStream(content));

    public static TraceInput Input(string content) => Input(Encoding.UTF8.GetBytes(content));

    public static (List<TraceRow<VehiclePosition>> Rows, TraceReport Report) ToEnd(ITraceReader<VehiclePosition> reader)
    {
        using ITraceReader<VehiclePosition> owned = reader;
        var rows = new List<TraceRow<VehiclePosition>>();
        while (reader.TryRead(out TraceRow<VehiclePosition> row)) rows.Add(row);
        reader.TryRead(out _).ShouldBeFalse();
        return (rows, reader.Report);
    }
}
