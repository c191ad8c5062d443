using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Vicinity.Gateway.Traffic.Tests;

/// <summary>The picture on the page is read by a program that was not made for it.</summary>
public sealed partial class QrCodeTests
{
    private const string Reader = "/usr/bin/zbarimg";
    private const int PixelsPerModule = 8;

    [Fact]
    public async Task The_code_on_the_page_reads_as_the_address_for_phones()
    {
        Assert.SkipUnless(File.Exists(Reader), "needs zbarimg (Debian: apt-get install zbar-tools)");
        await using RunningTraffic traffic = await RunningTraffic.StartAsync();
        JsonNode setup = await traffic.ReadAsync("/api/traffic/phone");

        string read = await ReadAsync(setup["qrSvg"]!.GetValue<string>());

        read.ShouldBe(setup["osmandUrl"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_drawing_is_one_svg_element_that_scales()
    {
        await using RunningTraffic traffic = await RunningTraffic.StartAsync();
        string svg = (await traffic.ReadAsync("/api/traffic/phone"))["qrSvg"]!.GetValue<string>().Trim();
        svg.ShouldStartWith("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ");
        svg.ShouldEndWith("</svg>");
    }

    [GeneratedRegex(@"viewBox=""0 0 (\d+) \d+""")]
    private static partial Regex Side();

    [GeneratedRegex(@"M(\d+) (\d+)h(\d+)v1h-\d+z")]
    private static partial Regex Run();

    /// <summary>Draws the svg's dark runs as a picture of the plainest format (PBM) and has it read.</summary>
    private static async Task<string> ReadAsync(string svg)
    {
        int side = int.Parse(Side().Match(svg).Groups[1].Value, CultureInfo.InvariantCulture);
        var dark = new bool[side, side];
        foreach (Match run in Run().Matches(svg))
        {
            int[] numbers = [.. run.Groups.Values.Skip(1).Select(g => int.Parse(g.Value, CultureInfo.InvariantCulture))];
            for (int i = 0; i < numbers[2]; i++) dark[numbers[1], numbers[0] + i] = true;
        }

        int pixels = side * PixelsPerModule;
        var picture = new StringBuilder($"P1\n{pixels} {pixels}\n");
        for (int y = 0; y < pixels; y++)
        {
            for (int x = 0; x < pixels; x++) picture.Append(dark[y / PixelsPerModule, x / PixelsPerModule] ? '1' : '0');
            picture.Append('\n');
        }

        string file = Path.Combine(Path.GetTempPath(), $"vicinity-qr-{Guid.NewGuid():N}.pbm");
        try
        {
            await File.WriteAllTextAsync(file, picture.ToString());
            var start = new ProcessStartInfo(Reader) { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (string argument in (string[])["--quiet", "--raw", file]) start.ArgumentList.Add(argument);
            using Process reader = Process.Start(start)!;
            return (await reader.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim();
        }
        finally
        {
            File.Delete(file);
        }
    }
}
