using System.Globalization;
using Vicinity.Feeds;

namespace Vicinity.Weather.Tests;

/// <summary>Windows over recorded rooms, beside a direct computation from the file and beside published figures of it.</summary>
public sealed class RecordedWindowsTests
{
    private static readonly Dictionary<(string File, int WindowMs), List<Window>> s_told = [];
    private static readonly Quantity[] s_quantities = [Quantity.Wellness, Quantity.Pollution, Quantity.Temperature, Quantity.Humidity, Quantity.Co2];

    [Theory]
    [InlineData("2015-02-04 17:50:00", 9, 23.125556, 27.220500, 705.833333, 0.800000)]
    [InlineData("2015-02-04 18:00:00", 10, 23.029000, 27.187167, 685.825000, 0.795000)]
    [InlineData("2015-02-04 18:10:00", 10, 22.850000, 27.456000, 688.566667, 0.805000)]
    [InlineData("2015-02-04 18:20:00", 11, 22.655606, 27.457727, 666.272727, 0.804545)]
    [InlineData("2015-02-04 18:30:00", 9, 22.521111, 27.420370, 646.490741, 0.804444)]
    [InlineData("2015-02-10 09:30:00", 3, 21.100000, 36.185000, 813.277778, 0.980000)]
    public void Ten_minutes_of_the_office_are_those_of_the_table(string start, long count, double temperature, double humidity, double co2, double wellness) =>
        Check(RecordedWeather.Office, 600_000, start, count, temperature, humidity, co2, wellness, 0);

    [Theory]
    [InlineData("2015-02-04 17:00:00", 9, 23.125556, 27.220500, 705.833333, 0.800000, 0)]
    [InlineData("2015-02-04 18:00:00", 60, 22.626528, 27.388278, 655.727778, 0.802333, 0)]
    [InlineData("2015-02-04 19:00:00", 61, 22.065055, 27.181093, 572.398907, 0.800000, 0)]
    [InlineData("2015-02-04 20:00:00", 59, 21.676780, 26.755593, 521.048023, 0.785932, 0)]
    [InlineData("2015-02-04 21:00:00", 60, 21.478931, 25.911694, 493.798611, 0.757500, 0.074000)]
    [InlineData("2015-02-10 09:00:00", 34, 20.881556, 35.231483, 673.354167, 0.972059, 0)]
    public void Hours_of_the_office_are_those_of_the_table(string start, long count, double temperature, double humidity, double co2, double wellness, double pollution) =>
        Check(RecordedWeather.Office, 3_600_000, start, count, temperature, humidity, co2, wellness, pollution);

    [Theory]
    [InlineData("2013-08-23 23:05:00", 4, 23.593000, 49.614500, 428.955000, 0.865000, 0.450000)]
    [InlineData("2013-08-23 23:06:00", 4, 23.595750, 49.615000, 430.855000, 0.865000, 0.440000)]
    [InlineData("2013-08-23 23:07:00", 4, 23.598500, 49.612750, 427.605000, 0.865000, 0.450000)]
    [InlineData("2013-08-23 23:08:00", 4, 23.602500, 49.614250, 434.167500, 0.865000, 0.452500)]
    [InlineData("2013-08-23 23:09:00", 4, 23.604250, 49.613750, 430.917500, 0.865000, 0.417500)]
    [InlineData("2013-08-31 18:23:00", 4, 22.753250, 56.331500, 387.527500, 0.660000, 0.540000)]
    public void Minutes_of_the_rooms_are_those_of_the_table(string start, long count, double temperature, double humidity, double co2, double wellness, double pollution) =>
        Check(RecordedWeather.Rooms, 60_000, start, count, temperature, humidity, co2, wellness, pollution);

    [Theory]
    [InlineData("2013-08-23 23:00:00", 220, 23.674050, 49.609477, 453.779273, 0.865000, 0.476136)]
    [InlineData("2013-08-24 00:00:00", 240, 23.866837, 49.413896, 456.930542, 0.866125, 0.489250)]
    [InlineData("2013-08-24 01:00:00", 240, 24.070825, 48.790137, 423.764542, 0.873708, 0.487458)]
    [InlineData("2013-08-24 02:00:00", 240, 24.088963, 48.557133, 403.492875, 0.876708, 0.465917)]
    [InlineData("2013-08-24 03:00:00", 240, 23.942083, 48.913267, 395.627667, 0.871458, 0.451042)]
    [InlineData("2013-08-31 18:00:00", 96, 22.753208, 56.337406, 385.493646, 0.659167, 0.524375)]
    public void Hours_of_the_rooms_are_those_of_the_table(string start, long count, double temperature, double humidity, double co2, double wellness, double pollution) =>
        Check(RecordedWeather.Rooms, 3_600_000, start, count, temperature, humidity, co2, wellness, pollution);

    [Theory]
    [InlineData(RecordedWeather.Office, 600_000, 815, 0)]
    [InlineData(RecordedWeather.Office, 3_600_000, 137, 0)]
    [InlineData(RecordedWeather.Rooms, 60_000, 10_924, 315)]
    [InlineData(RecordedWeather.Rooms, 3_600_000, 184, 4)]
    public void All_windows_are_those_of_a_direct_computation_and_empty_ones_are_told(string file, int windowMs, int full, int empty)
    {
        List<RecordedWeather.Row> rows = RecordedWeather.Rows(file);
        List<Window> windows = [.. Windows(file, windowMs).Where(w => w.Scope == WindowScope.All)];
        foreach (Quantity quantity in s_quantities)
        {
            List<Window> told = [.. windows.Where(w => w.Quantity == quantity)];
            told.Count(w => w.Count > 0).ShouldBe(full);
            told.Count(w => w.Count == 0 && w.Mean is null).ShouldBe(empty);
            told.Select(w => w.Number).ShouldBe(Enumerable.Range(0, full + empty).Select(i => told[0].Number + i));
            SortedDictionary<long, RecordedWeather.Sum> wanted = RecordedWeather.Windows(rows, quantity, windowMs);
            foreach (Window window in told.Where(w => w.Count > 0))
            {
                RecordedWeather.Sum sum = wanted[window.Number];
                (window.Count, window.Newest, window.Revision).ShouldBe((sum.Count, sum.Newest, 0));
                (window.Minimum, window.Maximum).ShouldBe(((double)sum.Minimum, (double)sum.Maximum));
                window.Mean!.Value.ShouldBe((double)sum.Mean, 1e-12 * Math.Max(1, (double)sum.Mean));
            }
        }
    }

    [Theory]
    [InlineData(RecordedWeather.Office, 0.727650, 0.451179)]
    [InlineData(RecordedWeather.Rooms, 0.700995, 0.476866)]
    public void Means_over_all_rows_are_the_published_ones(string file, double wellness, double pollution)
    {
        (Aggregate air, Aggregate dirt) = (default, default);
        foreach (Reading reading in Readings(file))
        {
            if (reading.Kind == ReadingKind.Air) air.Add(Coefficients.Of(reading)!.Value, reading.Time);
            else dirt.Add(Coefficients.Of(reading)!.Value, reading.Time);
        }
        air.Mean(Quantity.Wellness)!.Value.ShouldBe(wellness, 0.5e-6);
        dirt.Mean(Quantity.Pollution)!.Value.ShouldBe(pollution, 0.5e-6);
    }

    private static void Check(string file, int windowMs, string start, long count, double temperature, double humidity, double co2, double wellness, double pollution)
    {
        long at = new DateTimeOffset(DateTime.ParseExact(start, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal)).ToUnixTimeMilliseconds();
        List<RecordedWeather.Row> rows = [.. RecordedWeather.Rows(file).Where(r => r.Time >= at && r.Time < at + windowMs)];
        Dictionary<Quantity, Window> windows = Windows(file, windowMs).Where(w => w.Scope == WindowScope.All && w.Start == at).ToDictionary(w => w.Quantity);
        foreach ((Quantity quantity, double mean) in new[] { (Quantity.Temperature, temperature), (Quantity.Humidity, humidity), (Quantity.Co2, co2), (Quantity.Wellness, wellness), (Quantity.Pollution, pollution) })
        {
            windows[quantity].Count.ShouldBe(count);
            windows[quantity].Mean!.Value.ShouldBe(mean, 0.51e-6);
            ((double)RecordedWeather.SumOf(rows, quantity).Mean).ShouldBe(mean, 0.51e-6);
        }
    }

    private static List<Window> Windows(string file, int windowMs)
    {
        lock (s_told)
        {
            if (!s_told.TryGetValue((file, windowMs), out List<Window>? told)) s_told[(file, windowMs)] = told = WorkOut(file, windowMs);
            return told;
        }
    }

    private static List<Window> WorkOut(string file, int windowMs)
    {
        var rules = new WindowRules { WindowMs = windowMs, LatenessMs = 0 };
        (var windows, var merge) = (new TumblingWindows(rules), new WindowMerge(rules));
        List<Window> told = [];
        void Tell()
        {
            foreach (WindowPart part in windows.TakeClosed()) merge.Add(part).ShouldBeTrue();
            told.AddRange(merge.TakeComplete(windows.Watermark));
        }
        foreach (Reading reading in Readings(file))
        {
            windows.Take(reading).ShouldBe(ReadingFate.InTime);
            if (windows.HasClosed) Tell();
        }
        windows.AdvanceTo(windows.NextEnd!.Value);
        Tell();
        return told;
    }

    private static List<Reading> Readings(string file)
    {
        using RecordedReadings recorded = RecordedReadings.Open(RecordedWeather.PathOf(file), "office");
        List<Reading> readings = [];
        while (recorded.TryRead(out TraceRow<Reading> row)) readings.Add(row.Value);
        recorded.Report.BadRows.ShouldBe(0);
        recorded.Report.ValuesLeftOut.ShouldBe(0);
        return readings;
    }
}
