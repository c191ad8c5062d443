namespace Vicinity.Cli;

/// <summary>Finds the name that somebody who mistyped one may have meant.</summary>
internal static class NearestName
{
    // A third of the letters may be wrong; of more, nobody would recognise the name.
    private const int LettersForOneFault = 3;

    /// <summary>The name that takes the fewest faults (a letter too many, too few, wrong, or two swapped) to write as wanted; null when none is near. Case counts nothing.</summary>
    public static string? Of(string wanted, IEnumerable<string> names)
    {
        string? nearest = null;
        int fewest = Math.Max(1, wanted.Length / LettersForOneFault) + 1;
        foreach (string name in names)
        {
            if (Math.Abs(name.Length - wanted.Length) >= fewest) continue;
            int faults = Faults(wanted, name);
            if (faults < fewest) (nearest, fewest) = (name, faults);
        }

        return nearest;
    }

    /// <summary>A sentence that names what may have been meant, to be put behind an error; empty when nothing is near.</summary>
    public static string Hint(string wanted, IEnumerable<string> names) => Of(wanted, names) is { } near ? $". Did you mean '{near}'?" : "";

    /// <summary>Damerau's distance, with swaps of neighbours (optimal string alignment), over three rows.</summary>
    private static int Faults(string a, string b)
    {
        int[] beforeLast = new int[b.Length + 1], last = new int[b.Length + 1], row = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++) last[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int same = IsSame(a[i - 1], b[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + same);
                if (i > 1 && j > 1 && IsSame(a[i - 1], b[j - 2]) && IsSame(a[i - 2], b[j - 1])) row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
            }

            (beforeLast, last, row) = (last, row, beforeLast);
        }

        return last[b.Length];
    }

    private static bool IsSame(char a, char b) => char.ToUpperInvariant(a) == char.ToUpperInvariant(b);
}
