using System.Globalization;
using Vicinity.Weather;

namespace Vicinity.Cli;

/// <summary>Windows in words and figures.</summary>
internal static class WindowWords
{
    /// <summary>All quantities in the order in which they are shown, with names and units.</summary>
    public static IReadOnlyList<(Quantity Quantity, string Name, string Unit)> Quantities { get; } =
    [
        (Quantity.Wellness, "air wellness", ""),
        (Quantity.Pollution, "pollution", ""),
        (Quantity.Temperature, "temperature", "°C"),
        (Quantity.Humidity, "humidity", "%"),
        (Quantity.Co2, "CO2", "ppm"),
        (Quantity.WindDirection, "wind from", "°"),
        (Quantity.WindSpeed, "wind speed", "m/s"),
    ];

    /// <summary>A value with two decimals; a dash for none.</summary>
    public static string Value(double? value) => value?.ToString("0.00", CultureInfo.InvariantCulture) ?? "–";

    /// <summary>The local time of day at a moment.</summary>
    public static string Clock(long moment) => DateTimeOffset.FromUnixTimeMilliseconds(moment).ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A window as one line.</summary>
    public static string Line(Window window)
    {
        string name = Quantities.First(q => q.Quantity == window.Quantity).Name;
        string of = window.Scope == WindowScope.All ? "" : $" {window.Name}";
        string correction = window.Revision == 0 ? "" : $", correction {window.Revision}";
        string span = $"{Clock(window.Start)}–{Clock(window.End)}";
        return window.Count == 0
            ? $"{span} {name}{of}: empty{correction}"
            : $"{span} {name}{of}: mean {Value(window.Mean)} ± {Value(window.Deviation)}, {Counted.Of(window.Count, "reading")}{correction}";
    }
}
