using Spectre.Console;
using Spectre.Console.Rendering;
using Vicinity.Weather;

namespace Vicinity.Cli;

/// <summary>What a weather terminal draws: the means of the newest window, lines of those before, and the places.</summary>
/// <param name="terminal">What it shows.</param>
/// <param name="title">Where its windows come from, and the file that keeps them.</param>
/// <param name="delayedAfter">Silence after which the screen says that data are delayed.</param>
/// <param name="time">The clock.</param>
internal sealed class TerminalScreen(Terminal terminal, string title, TimeSpan delayedAfter, TimeProvider time)
{
    private readonly DateTimeOffset _began = time.GetUtcNow();

    /// <summary>The screen as it is now, for a width in columns.</summary>
    public IRenderable Draw(int width)
    {
        Rows rows = terminal.Board.Count == 0
            ? new Rows(new Markup("[grey]No window yet. Windows come when sensors send readings: try 'vicinity weather sensor' in another terminal.[/]"))
            : new Rows(Quantities(width), Places());
        return new Panel(new Rows(rows, new Markup(State())))
        {
            Header = new PanelHeader($" [bold]weather[/] {Markup.Escape(title)} "),
            Border = BoxBorder.Rounded,
            Expand = true,
        };
    }

    private Table Quantities(int width)
    {
        Table table = new Table { Border = TableBorder.Simple, Expand = true }.AddColumns("over all sensors", "window", "mean", "±", "least", "most", "readings", "windows before");
        foreach ((Quantity quantity, string name, string unit) in WindowWords.Quantities)
        {
            IReadOnlyList<Window> windows = terminal.Board.Of(quantity);
            if (windows.Count == 0) continue;
            Window newest = windows[^1];
            string label = unit.Length == 0 ? name : $"{name}, {unit}";
            table.AddRow(
                Markup.Escape(label),
                WindowWords.Clock(newest.End),
                newest.Count == 0 ? "[yellow]empty[/]" : $"[bold {Colour(newest)}]{WindowWords.Value(newest.Mean)}[/]",
                WindowWords.Value(newest.Deviation),
                WindowWords.Value(newest.Minimum),
                WindowWords.Value(newest.Maximum),
                $"{newest.Count:N0}{(newest.Revision > 0 ? $" [grey]corrected[/]" : "")}",
                $"[{Colour(newest)}]{Sparkline.Of([.. windows.Select(w => w.Mean)], Math.Clamp(width - 90, 8, 60))}[/]");
        }
        return table;
    }

    private IRenderable Places()
    {
        IReadOnlyList<Window> wellness = terminal.Board.Newest(Quantity.Wellness, WindowScope.Place), pollution = terminal.Board.Newest(Quantity.Pollution, WindowScope.Place);
        if (wellness.Count == 0 && pollution.Count == 0) return new Text("");
        var chart = new BarChart().Label("by place, 1 is best").LeftAlignLabel().WithMaxValue(1).UseValueFormatter(v => v.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture));
        foreach (Window window in wellness.Take(8)) chart.AddItem(Markup.Escape($"{window.Name} air"), window.Mean ?? 0, Color.Teal);
        foreach (Window window in pollution.Take(8)) chart.AddItem(Markup.Escape($"{window.Name} pollution"), window.Mean ?? 0, Color.Olive);
        return chart;
    }

    private string State()
    {
        TimeSpan silent = time.GetUtcNow() - (terminal.LastBrought ?? _began);
        string delayed = silent > delayedAfter ? $"[yellow]data are delayed: nothing for {silent.TotalSeconds:0} s[/]" : "[green]live[/]";
        return $"{delayed}  [grey]{terminal.Kept:N0} windows kept; q or Ctrl+C ends it[/]";
    }

    // Teal and olive are told apart by the colour-blind; the figures say the same.
    private static string Colour(Window window) => window.Quantity switch
    {
        Quantity.Wellness or Quantity.Pollution => window.Mean switch { null => "grey", < 0.34 => "red", < 0.67 => "yellow", _ => "green" },
        _ => "teal",
    };
}
