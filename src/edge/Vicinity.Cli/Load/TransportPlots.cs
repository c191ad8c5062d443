using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace Vicinity.Cli;

/// <summary>Draws what was measured of the transports, as SVG.</summary>
internal static class TransportPlots
{
    private const int Width = 860;
    private const int Height = 420;

    // Told apart by the colour-blind, and in grey (after Okabe and Ito).
    private static readonly OxyColor[] s_colours = [OxyColor.Parse("#0072B2"), OxyColor.Parse("#E69F00"), OxyColor.Parse("#009E73")];

    /// <summary>Writes the plots into a folder.</summary>
    /// <returns>The files.</returns>
    public static IReadOnlyList<string> Write(IReadOnlyList<TransportFigures> figures, string folder)
    {
        string[] transports = [.. figures.Select(f => f.Transport)];
        return
        [
            Save(folder, "weather-throughput.svg", Bars("Readings acknowledged a second", "readings/s", ["batches of 100, 8 senders"], transports, (t, _) => figures[t].PerSecond)),
            Save(folder, "weather-latency.svg", Bars("Latency, milliseconds", "ms (logarithmic)", ["reading acknowledged, p50", "reading acknowledged, p99", "window at a terminal, p50", "window at a terminal, p99"], transports, (t, c) => c switch
            {
                0 => figures[t].Acknowledged.P50 / 1000,
                1 => figures[t].Acknowledged.P99 / 1000,
                2 => figures[t].AtTerminal.P50 / 1000,
                _ => figures[t].AtTerminal.P99 / 1000,
            }, isLogarithmic: true)),
            Crashes(figures, folder, "weather-crash-readings.svg", "Longest wait of a reading, a component killed for 3 s", c => c.ReadingMs / 1000),
            Crashes(figures, folder, "weather-crash-windows.svg", "Longest time between two windows of 1 s, a component killed for 3 s", c => c.WindowMs / 1000),
        ];
    }

    private static string Crashes(IReadOnlyList<TransportFigures> figures, string folder, string file, string title, Func<TransportFigures.Crash, double> value)
    {
        string[] components = [.. figures.SelectMany(f => f.Crashes).Select(c => c.Component).Distinct()];
        return Save(folder, file, Bars(title, "seconds", components, [.. figures.Select(f => f.Transport)], (t, c) => figures[t].Crashes.FirstOrDefault(x => x.Component == components[c]) is { } crash ? value(crash) : double.NaN));
    }

    private static PlotModel Bars(string title, string unit, string[] categories, string[] transports, Func<int, int, double> value, bool isLogarithmic = false)
    {
        var model = new PlotModel { Title = title, TitleFontSize = 14, DefaultFont = "Liberation Sans, Arial, sans-serif", PlotAreaBorderColor = OxyColors.LightGray, PlotMargins = new OxyThickness(210, double.NaN, 30, double.NaN) };
        model.Legends.Add(new Legend { LegendPlacement = LegendPlacement.Outside, LegendPosition = LegendPosition.BottomCenter, LegendOrientation = LegendOrientation.Horizontal });
        // Bars grow from the left; the first category stands at the top.
        model.Axes.Add(new CategoryAxis { Position = AxisPosition.Left, ItemsSource = categories, StartPosition = 1, EndPosition = 0, GapWidth = 0.4 });
        model.Axes.Add(isLogarithmic
            ? new LogarithmicAxis { Position = AxisPosition.Bottom, Title = unit, MajorGridlineStyle = LineStyle.Dot, Minimum = 0.1, MaximumPadding = 0.15, AxisTitleDistance = 10 }
            : new LinearAxis { Position = AxisPosition.Bottom, Title = unit, MajorGridlineStyle = LineStyle.Dot, Minimum = 0, MaximumPadding = 0.12, AxisTitleDistance = 10, StringFormat = "#,0.##" });
        for (int t = 0; t < transports.Length; t++)
        {
            var series = new BarSeries { Title = $"{transports[t]}    ", FillColor = s_colours[t % s_colours.Length], LabelFormatString = "{0:#,0.#}", LabelPlacement = LabelPlacement.Outside, BaseValue = isLogarithmic ? 0.1 : 0 };
            for (int c = 0; c < categories.Length; c++)
                if (value(t, c) is var measured && double.IsFinite(measured)) series.Items.Add(new BarItem(isLogarithmic ? Math.Max(0.1, measured) : measured, c));
            model.Series.Add(series);
        }
        return model;
    }

    private static string Save(string folder, string name, PlotModel model)
    {
        string path = Path.Combine(Directory.CreateDirectory(folder).FullName, name);
        using FileStream file = File.Create(path);
        new SvgExporter { Width = Width, Height = Height, UseVerticalTextAlignmentWorkaround = true }.Export(model, file);
        return path;
    }
}
