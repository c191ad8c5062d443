namespace Vicinity.Cli;

/// <summary>Values as a line of blocks of eight heights.</summary>
internal static class Sparkline
{
    private const string Blocks = "▁▂▃▄▅▆▇█";

    /// <summary>The newest values that fit a width; a gap stands for none. The least is the lowest block and the greatest the highest.</summary>
    public static string Of(IReadOnlyList<double?> values, int width)
    {
        double?[] shown = [.. values.Skip(Math.Max(0, values.Count - width))];
        double[] known = [.. shown.OfType<double>()];
        if (known.Length == 0) return new string(' ', shown.Length);
        double least = known.Min(), range = known.Max() - least;
        return string.Concat(shown.Select(v => v is not { } value ? ' ' : Blocks[range <= 0 ? 3 : (int)Math.Min(7, (value - least) / range * 8)]));
    }
}
