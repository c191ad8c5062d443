namespace Vicinity.Contacts;

/// <summary>How many others the people infected in a stretch of ticks have infected on average.</summary>
/// <param name="From">First tick of the stretch.</param>
/// <param name="Cases">People infected in it.</param>
/// <param name="Mean">Others whom each has infected; null where nobody was infected.</param>
public readonly record struct ReproductionNumber(int From, int Cases, double? Mean)
{
    private const int MostEmpty = 100;

    /// <summary>
    /// The case reproduction number over time (Wallinga and Teunis, 2004, with who infected whom known instead of guessed). The last stretches are too low as long as their
    /// people are still infectious.
    /// </summary>
    /// <remarks>Stretches in which nobody was infected are left out, but for those that lie between two near ones: the work and the answer grow with the infections, not with the ticks that they name.</remarks>
    /// <param name="infections">The infections.</param>
    /// <param name="window">Ticks of a stretch.</param>
    /// <param name="zero">The tick that is told as 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window is below 1.</exception>
    public static IReadOnlyList<ReproductionNumber> Over(InfectionLog infections, int window, int zero = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        var stretches = new List<ReproductionNumber>();
        int cases = 0, secondary = 0, first = infections.All.Count == 0 ? 0 : StretchOf(0), stretch = Math.Min(first, Math.Max(0, first - MostEmpty));
        int StretchOf(int infection) => (int)Math.Floor((infections.All[infection].Tick - (double)zero) / window);
        for (int i = 0; i < infections.All.Count; i++)
        {
            int at = StretchOf(i);
            while (stretch < at)
            {
                stretches.Add(Of(stretch++, window, cases, secondary));
                if (cases > 0 && at - stretch > MostEmpty) stretch = at;
                (cases, secondary) = (0, 0);
            }
            cases++;
            secondary += infections.SecondaryCases(i);
        }
        if (cases > 0) stretches.Add(Of(stretch, window, cases, secondary));
        return stretches;
    }

    private static ReproductionNumber Of(int stretch, int window, int cases, int secondary) => new(stretch * window, cases, cases == 0 ? null : (double)secondary / cases);
}
