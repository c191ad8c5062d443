using System.Globalization;
using System.IO.Compression;
using Vicinity.Traffic.Tests;

namespace Vicinity.Weather.Tests;

/// <summary>Recorded rooms, read plainly and summed up in decimals: what windows have to be. Skips the test where the recordings are missing.</summary>
internal static class RecordedWeather
{
    /// <summary>One office; times are taken as UTC.</summary>
    public const string Office = "office-co2/office.csv.gz";

    /// <summary>Four rooms.</summary>
    public const string Rooms = "berkeley-rooms/rooms.csv.gz";

    /// <summary>A row: sensor, time in Unix milliseconds, temperature, humidity, CO2.</summary>
    public readonly record struct Row(string Sensor, long Time, decimal Temperature, decimal Humidity, decimal Co2);

    /// <summary>What a window has: how many readings, their mean, and the least, greatest and newest.</summary>
    public readonly record struct Sum(long Count, decimal Mean, decimal Minimum, decimal Maximum, long Newest);

    /// <summary>Path of a recording.</summary>
    public static string PathOf(string name) => RecordedTraces.Path(name);

    /// <summary>All rows of a recording.</summary>
    public static List<Row> Rows(string name)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(PathOf(name)), CompressionMode.Decompress));
        List<string> columns = [.. reader.ReadLine()!.Split(',')];
        (int time, int sensor, int temperature, int humidity, int co2) = (columns.IndexOf("timestamp"), columns.IndexOf("sensor_id"), columns.IndexOf("temperature_c"), columns.IndexOf("humidity_pct"), columns.IndexOf("co2_ppm"));
        List<Row> rows = [];
        while (reader.ReadLine() is { } line)
        {
            string[] fields = line.Split(',');
            DateTime moment = DateTime.ParseExact(fields[time], "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
            rows.Add(new Row(sensor < 0 ? "office" : fields[sensor], new DateTimeOffset(moment).ToUnixTimeMilliseconds(), Real(fields[temperature]), Real(fields[humidity]), Real(fields[co2])));
        }
        return rows;
    }

    /// <summary>Windows of all sensors together, by number.</summary>
    public static SortedDictionary<long, Sum> Windows(IEnumerable<Row> rows, Quantity quantity, long windowMs) =>
        new(rows.GroupBy(r => r.Time / windowMs).ToDictionary(g => g.Key, g => SumOf([.. g], quantity)));

    /// <summary>What rows give.</summary>
    public static Sum SumOf(IReadOnlyCollection<Row> rows, Quantity quantity)
    {
        // An average of decimals; the data have six digits behind the point at most.
        List<decimal> values = [.. rows.Select(r => Math.Round(ValueOf(r, quantity), 6, MidpointRounding.ToEven))];
        return new Sum(values.Count, values.Sum() / values.Count, values.Min(), values.Max(), rows.Max(r => r.Time));
    }

    private static decimal ValueOf(Row row, Quantity quantity) => quantity switch
    {
        Quantity.Temperature => row.Temperature,
        Quantity.Humidity => row.Humidity,
        Quantity.Co2 => row.Co2,
        Quantity.Wellness => Wellness((double)row.Temperature, (double)row.Humidity),
        Quantity.Pollution => Hundredths(Worth((double)row.Co2, 300, 500, 400)),
        _ => throw new ArgumentOutOfRangeException(nameof(quantity)),
    };

    private static decimal Wellness(double temperature, double humidity) => Hundredths(2 / ((1 / Worth(temperature, -10, 45, 20)) + (1 / Worth(humidity, 20, 70, 40))));

    private static decimal Hundredths(double value) => Math.Round((decimal)value, 2, MidpointRounding.ToEven);

    /// <summary>The formula word for word, without a table that is kept.</summary>
    private static double Worth(double value, double least, double most, double best)
    {
        double Point(int k) => k == 999 ? most : least + (k * (most - least) / 999);
        double Curve(double x) => best * Math.Exp(-Math.Pow((x - best) / (8 * (most - least) / 25), 2) / 2);
        int k = Math.Clamp((int)Math.Floor((value - least) * 999 / (most - least)) - 1, 0, 999);
        while (k < 999 && Point(k) < value) k++;
        double low = Math.Min(Curve(least), Curve(most)), high = s_high.GetOrAdd((least, most, best), _ => Enumerable.Range(0, 1000).Max(i => Curve(Point(i))));
        double worth = (Curve(Point(k)) - low) / (high - low);
        return worth == 0 ? 0.001 : worth;
    }

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<(double, double, double), double> s_high = new();

    private static decimal Real(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
