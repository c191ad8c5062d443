using System.Text;
using Vicinity.Weather;

namespace Vicinity.Cli;

/// <summary>What the file of a terminal holds.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Windows">Windows in it.</param>
/// <param name="Twice">Windows that stand in it a second time.</param>
/// <param name="Readings">Readings in the latest revisions of its windows over all sensors: of wellness, and of pollution.</param>
internal sealed record DemoTerminal(string Name, long Windows, long Twice, long Readings)
{
    /// <summary>Reads a file.</summary>
    public static DemoTerminal Read(string name, string path)
    {
        var seen = new HashSet<(Quantity, WindowScope, string, long, int)>();
        var latest = new Dictionary<(Quantity, long), Window>();
        long windows = 0, twice = 0;
        foreach (string line in File.Exists(path) ? File.ReadLines(path) : [])
        {
            if (!WindowJson.TryRead(Encoding.UTF8.GetBytes(line), out Window? window, out _)) continue;
            windows++;
            if (!seen.Add((window.Quantity, window.Scope, window.Name, window.Start, window.Revision))) twice++;
            if (window.Scope != WindowScope.All || window.Quantity is not (Quantity.Wellness or Quantity.Pollution)) continue;
            if (!latest.TryGetValue((window.Quantity, window.Start), out Window? before) || before.Revision < window.Revision) latest[(window.Quantity, window.Start)] = window;
        }
        return new DemoTerminal(name, windows, twice, latest.Values.Sum(w => w.Count));
    }
}
