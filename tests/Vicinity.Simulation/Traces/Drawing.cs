using System.Text;
using Vicinity.Model;

namespace Vicinity.Simulation;

/// <summary>Draws logs: <c>[m1 a b | m2 c*]</c>; a base stands before <c>~</c>, a star means not on disk, a marker with another set shows it.</summary>
internal static class Drawing
{
    private const int Shown = 12;

    public static string Of(SimulatedLog log) => Of(log.BaseState, log.Entries, log.SyncedEnd);

    public static string Of(LogFile file) => Of(file.DurableBase, file.DurableEntries, file.DurableEnd);

    private static string Of(LogBase @base, IReadOnlyList<LogEntry> entries, LogPosition synced)
    {
        var text = new StringBuilder("[");
        if (@base.Position != LogPosition.Zero) text.Append($"{@base.Position}~ ");
        int from = Math.Max(0, entries.Count - Shown);
        if (from > 0) text.Append(".. ");
        for (int i = from; i < entries.Count; i++)
        {
            LogEntry entry = entries[i];
            if (entry.IsMarker && i > from) text.Append("| ");
            text.Append(entry.Label);
            if (entry.Position > synced) text.Append('*');
            text.Append(' ');
        }
        if (text[^1] == ' ') text.Length--;
        return text.Append(']').ToString();
    }

    /// <summary>Name of the n-th batch: a to z, then aa, ab, ...</summary>
    public static string BatchName(int number)
    {
        string name = "";
        for (number++; number > 0; number = (number - 1) / 26) name = (char)('a' + (number - 1) % 26) + name;
        // "m1" names a marker; "m" alone is a batch like any other.
        return name;
    }
}
