using System.IO.Compression;
using System.Text;
using Vicinity.Feeds;
using Vicinity.Traffic;

namespace Vicinity.Traffic.Tests;

public sealed class TraceFileTests
{
    [Fact]
    public void Gzip_is_unpacked_and_a_cut_one_is_read_up_to_the_cut()
    {
        byte[] packed = Pack("vehicle,lat,lon,time\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"v{i * 7919 % 100_003},1,2,1788000000\n")));
        Traces.OfFile(packed).Rows.Count.ShouldBe(20_000);
        (List<TraceRow<VehiclePosition>> rows, TraceReport report) = Traces.OfFile(packed[..(packed.Length / 2)]);
        rows.Count.ShouldBeInRange(1, 19_999);
        report.GoodRows.ShouldBe(rows.Count);
        report.Problems[^1].Reason.ShouldStartWith("the file breaks off");
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("\u0001\u0000\u0002", "neither")]
    [InlineData("\n\u000btext, or what begins like a header and is none", "neither")]
    public void Other_files_are_refused_with_a_reason(string text, string says) =>
        Should.Throw<TraceFormatException>(() => Traces.OfFile(text)).Message.ShouldContain(says);

    [Fact]
    public void A_control_character_further_on_is_a_bad_row_and_not_another_form()
    {
        (List<TraceRow<VehiclePosition>> rows, TraceReport report) = Traces.OfFile($"vehicle,lat,lon,time{new string(' ', 80)}\na\u0002,1,2,1788000000\nb,1,2,1788000000\n");
        rows.Single().Value.Vehicle.ShouldBe("b");
        report.Problems.Single().Reason.ShouldContain("U+0002");
    }

    [Fact]
    public void What_begins_like_gzip_and_is_none_is_refused() =>
        Should.Throw<TraceFormatException>(() => Traces.OfFile([0x1f, 0x8b, 1, 2, 3])).Message.ShouldContain("cannot be unpacked");

    [Fact]
    public void How_far_the_reading_has_come_is_told()
    {
        string rows = string.Concat(Enumerable.Range(0, 50_000).Select(i => $"v{i * 7919 % 100_003},1,2,1788000000\n"));
        foreach (byte[] content in new[] { Encoding.UTF8.GetBytes("vehicle,lat,lon,time\n" + rows), Pack("vehicle,lat,lon,time\n" + rows) })
        {
            using var reader = new CsvTraceReader(Traces.Input(content), new TraceOptions());
            double before = 0;
            for (int i = 0; i < 25_000; i++)
            {
                reader.TryRead(out _).ShouldBeTrue();
                reader.Share.ShouldBeGreaterThanOrEqualTo(before);
                before = reader.Share;
            }
            before.ShouldBe(0.5, 0.15);
            while (reader.TryRead(out _)) reader.Share.ShouldBeLessThanOrEqualTo(1);
            reader.Share.ShouldBe(1);
        }
    }

    private static byte[] Pack(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }
}
