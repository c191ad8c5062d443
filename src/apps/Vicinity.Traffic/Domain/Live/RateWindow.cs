using System.Runtime.CompilerServices;

namespace Vicinity.Traffic;

/// <summary>Counts of the last seconds, for a rate. A plain value; the default one is empty.</summary>
internal struct RateWindow
{
    /// <summary>Seconds over which the rate is taken.</summary>
    public const int Seconds = 10;

    private const int Slots = 16;

    private Numbers _seconds;
    private Counts _counts;

    /// <summary>Counts one event of the given second.</summary>
    public void Add(long second)
    {
        int slot = (int)(second & (Slots - 1));
        if (_seconds[slot] == second) _counts[slot]++;
        else if (_seconds[slot] < second)
        {
            _seconds[slot] = second;
            _counts[slot] = 1;
        }
    }

    /// <summary>Events a second over the last full seconds before <paramref name="second"/>.</summary>
    public readonly double At(long second)
    {
        long sum = 0;
        for (int slot = 0; slot < Slots; slot++)
            if (_seconds[slot] < second && _seconds[slot] >= second - Seconds) sum += _counts[slot];
        return sum / (double)Seconds;
    }

    [InlineArray(Slots)]
    private struct Numbers
    {
        private long _first;
    }

    [InlineArray(Slots)]
    private struct Counts
    {
        private int _first;
    }
}
