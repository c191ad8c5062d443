namespace Vicinity.Weather.Tests;

/// <summary>Windows worked out directly from readings, each of which counts once.</summary>
internal static class DirectWindows
{
    public static Dictionary<(Quantity, WindowScope, string, long), Window> Of(IEnumerable<Reading> readings, int windowMs)
    {
        var sums = new Dictionary<(Quantity Quantity, WindowScope Scope, string Name, long Number), Aggregate>();
        void Add(Quantity quantity, in Reading reading, double value)
        {
            long number = (long)Math.Floor(reading.Time / (double)windowMs);
            foreach ((WindowScope scope, string name) in new[] { (WindowScope.All, ""), (WindowScope.Place, reading.Place), (WindowScope.Sensor, reading.Sensor) })
            {
                if (scope == WindowScope.Place && name.Length == 0) continue;
                Aggregate sum = sums.GetValueOrDefault((quantity, scope, name, number));
                sum.Add(quantity, value, reading.Time);
                sums[(quantity, scope, name, number)] = sum;
            }
        }
        foreach (Reading reading in readings.DistinctBy(r => (r.Sensor, r.Number)))
        {
            switch (reading.Kind)
            {
                case ReadingKind.Air:
                    Add(Quantity.Wellness, reading, Coefficients.Of(reading)!.Value);
                    Add(Quantity.Temperature, reading, reading.Temperature);
                    Add(Quantity.Humidity, reading, reading.Humidity);
                    break;
                case ReadingKind.Pollution:
                    Add(Quantity.Pollution, reading, Coefficients.Of(reading)!.Value);
                    Add(Quantity.Co2, reading, reading.Co2);
                    break;
                default:
                    Add(Quantity.WindDirection, reading, reading.Direction);
                    Add(Quantity.WindSpeed, reading, reading.Speed);
                    break;
            }
        }
        return sums.ToDictionary(s => s.Key, s => s.Value.ToWindow(s.Key.Quantity, s.Key.Scope, s.Key.Name, s.Key.Number, windowMs, 0));
    }

    /// <summary>The last revisions of windows are the expected ones; empty ones are left aside.</summary>
    public static void ShouldBe(IEnumerable<Window> windows, IReadOnlyDictionary<(Quantity, WindowScope, string, long), Window> expected, string what)
    {
        Dictionary<(Quantity, WindowScope, string, long), Window> last = [];
        foreach (Window window in windows)
        {
            (Quantity, WindowScope, string, long) key = (window.Quantity, window.Scope, window.Name, window.Number);
            if (window.Count > 0 && (!last.TryGetValue(key, out Window? known) || known.Revision < window.Revision)) last[key] = window;
        }
        foreach ((var key, Window window) in expected)
        {
            last.TryGetValue(key, out Window? got).ShouldBeTrue($"{what}: {key} is missing, with {window.Count}");
            (got! with { Revision = 0 }).ShouldBe(window, $"{what}: {key}");
        }
        last.Count.ShouldBe(expected.Count, what);
    }
}
