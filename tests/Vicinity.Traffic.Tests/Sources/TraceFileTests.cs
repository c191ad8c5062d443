using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Vicinity.Traffic;

namespace Vicinity.Traffic.Tests;

public sealed class TraceFileTests : IDisposable
{
    private const string Fcd = """
        <?xml version="1.0"?>
        <fcd-export>
            <timestep time="1.50">
                <vehicle id="0" x="700.00" y="700.00" angle="90.00" speed="1.51" lane="A_0"/>
                <vehicle id="1" x="oops" y="700.00" angle="90.00" speed="1.51"/>
                <vehicle id="2" x="1.00" y="2.00" angle="0" speed="0"/>
            </timestep>
        </fcd-export>
        """;

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_SUMO_trace_is_read_and_its_bad_rows_are_named()
    {
        (List<TraceRow> rows, TraceReport report) = Read(Encoding.UTF8.GetBytes(Fcd));
        rows.Select(r => r.Position.Vehicle).ShouldBe(["0", "2"]);
        rows[0].Position.Point.ShouldBe(DemoTrace.Plane.Anchor);
        rows[0].PlayAt.ShouldBe(946_684_801_500);
        report.Problems.Single().ToString().ShouldBe("line 5: longitude NaN is not between -180 and 180 degrees");
    }

    [Fact]
    public void A_cut_file_is_read_up_to_the_cut()
    {
        (List<TraceRow> rows, TraceReport report) = Read(Encoding.UTF8.GetBytes(Fcd[..Fcd.IndexOf("<vehicle id=\"2\"", StringComparison.Ordinal)]));
        rows.Count.ShouldBe(1);
        report.Problems[^1].Reason.ShouldStartWith("the file breaks off");
    }

    [Fact]
    public void Gzip_is_unpacked_and_a_cut_one_is_read_up_to_the_cut()
    {
        byte[] packed = Pack("vehicle,lat,lon,time\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"v{i * 7919 % 100_003},1,2,1788000000\n")));
        Read(packed).Rows.Count.ShouldBe(20_000);
        (List<TraceRow> rows, TraceReport report) = Read(packed[..(packed.Length / 2)]);
        rows.Count.ShouldBeInRange(1, 19_999);
        report.Positions.ShouldBe(rows.Count);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("<net version=\"1\"></net>", "street network")]
    [InlineData("\u0001\u0000\u0002", "neither")]
    public void Other_files_are_refused_with_a_reason(string text, string says) =>
        Should.Throw<TraceFormatException>(() => Read(Encoding.UTF8.GetBytes(text))).Message.ShouldContain(says);

    [Fact]
    public void A_feed_is_read_entity_by_entity()
    {
        byte[] good = Entity("e1", Field(4, Vehicle("bus", 49.25f, -123.25f, 1_788_000_000)));
        byte[] broken = Entity("e2", Field(4, [0x12, 0x7f, 0x01]));
        byte[] unknown = Entity("e3", [.. Field(4, [.. Vehicle("", 49.5f, -123.5f, 0), .. Field(1500, [1, 2, 3])]), .. Field(9001, [1])]);
        byte[] alert = Entity("e4", Field(5, [8, 1]));
        byte[] nowhere = Entity("e5", Field(4, Field(8, Field(1, "x"u8))));
        (List<TraceRow> rows, TraceReport report) = Read([.. Header(1_788_000_010), .. good, .. broken, .. unknown, .. alert, .. nowhere]);
        rows.Count.ShouldBe(2);
        rows[0].Position.ShouldBe(VehiclePosition.Create("bus", 49.25, -123.25, 1_788_000_000_000, source: PositionSource.Replay));
        rows[1].Position.ShouldBe(VehiclePosition.Create("e3", 49.5, -123.5, 1_788_000_010_000, source: PositionSource.Replay));
        rows.ShouldAllBe(r => r.PlayAt == 1_788_000_010_000);
        report.Problems.Select(p => p.ToString()).ShouldBe(
            ["entity 2: 127 bytes are announced where 1 are left", "entity 5: entity 'e5' has no position"]);
    }

    [Fact]
    public void A_damaged_feed_never_does_more_than_cost_positions()
    {
        byte[] feed = [.. Header(1_788_000_010), .. Enumerable.Range(0, 5).SelectMany(i => Entity($"e{i}", Field(4, Vehicle($"b{i}", 49, -123, 1_788_000_000))))];
        Prop.ForAll(Gen.Choose(0, feed.Length - 1).SelectMany(_ => Gen.Choose(0, 255), (at, value) => (at, value)).ToArbitrary(), change =>
        {
            byte[] damaged = [.. feed];
            damaged[change.at] = (byte)change.value;
            try
            {
                using var reader = new GtfsRealtimeReader(new MemoryStream(damaged));
                int rows = 0;
                while (reader.TryRead(out _)) rows++;
                return rows <= 5 && rows == reader.Report.Positions;
            }
            catch (TraceFormatException refused)
            {
                return refused.Message.Length > 0;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void A_damaged_SUMO_trace_never_does_more_than_cost_positions()
    {
        byte[] trace = Encoding.UTF8.GetBytes(Fcd);
        Prop.ForAll(Gen.Choose(0, trace.Length - 1).SelectMany(_ => Gen.Choose(0, 255), (at, value) => (at, value)).ToArbitrary(), change =>
        {
            byte[] damaged = [.. trace];
            damaged[change.at] = (byte)change.value;
            using var reader = new SumoTraceReader(new MemoryStream(damaged), new TraceOptions());
            int rows = 0;
            while (reader.TryRead(out _)) rows++;
            return rows <= 3 && rows == reader.Report.Positions;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    private (List<TraceRow> Rows, TraceReport Report) Read(byte[] content)
    {
        File.WriteAllBytes(_path, content);
        using ITraceReader reader = TraceFile.Open(_path, new TraceOptions());
        var rows = new List<TraceRow>();
        while (reader.TryRead(out TraceRow row)) rows.Add(row);
        return (rows, reader.Report);
    }

    private static byte[] Pack(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    private static byte[] Header(ulong time) => Field(1, [.. Field(1, "2.0"u8), 24, .. Varint(time)]);

    private static byte[] Entity(string id, byte[] rest) => Field(2, [.. Field(1, Encoding.UTF8.GetBytes(id)), .. rest]);

    private static byte[] Vehicle(string id, float latitude, float longitude, ulong time) =>
    [
        .. Field(2, [13, .. BitConverter.GetBytes(latitude), 21, .. BitConverter.GetBytes(longitude)]),
        .. time == 0 ? [] : (byte[])[40, .. Varint(time)],
        .. id.Length == 0 ? [] : Field(8, Field(1, Encoding.UTF8.GetBytes(id))),
    ];

    private static byte[] Field(int number, ReadOnlySpan<byte> content) => [.. Varint((ulong)number << 3 | 2), .. Varint((ulong)content.Length), .. content];

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
