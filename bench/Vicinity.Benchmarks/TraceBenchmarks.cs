using System.Text;
using BenchmarkDotNet.Attributes;
using Vicinity.Feeds;
using Vicinity.Traffic;

namespace Vicinity.Benchmarks;

/// <summary>Reading a CSV trace of 100,000 rows from memory to its end: per row.</summary>
[MemoryDiagnoser]
public class TraceBenchmarks
{
    private const int Rows = 100_000;

    private byte[] _unix = [];
    private byte[] _calendar = [];

    [GlobalSetup]
    public void Setup()
    {
        _unix = Trace(i => $"bus{i % 2000},{1_788_000_000 + i / 100},{30 + i * 1e-6:F6},{-97 - i * 1e-6:F6},{i % 20}.5,80,{i}");
        _calendar = Trace(i => $"\"bus{i % 2000}\",2026-08-29T10:{i / 2000:D2}:00-05:00,{30 + i * 1e-6:F6},{-97 - i * 1e-6:F6},{i % 20}.5,80,{i}");
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public long UnixTimes() => Read(_unix);

    [Benchmark(OperationsPerInvoke = Rows)]
    public long CalendarTimesAndQuotes() => Read(_calendar);

    private static long Read(byte[] trace)
    {
        using var reader = new CsvTraceReader(TraceInput.Of(new MemoryStream(trace)), new TraceOptions());
        while (reader.TryRead(out _))
        {
        }
        return reader.Report.GoodRows;
    }

    private static byte[] Trace(Func<int, string> row) =>
        Encoding.UTF8.GetBytes("vehicle_id,timestamp,latitude,longitude,speed,route_id,trip_id\n" + string.Join('\n', Enumerable.Range(0, Rows).Select(row)));
}
