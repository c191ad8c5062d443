namespace Vicinity.Model;

/// <summary>
/// Deterministic pseudo-random numbers: SplitMix64 (Steele, Lea, Flood, 2014). The same seed gives the same numbers on every
/// machine and version. Not for secrets. Not thread-safe.
/// </summary>
/// <param name="seed">Any 64-bit number.</param>
public sealed class Prng(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Next 64 uniform bits.</summary>
    public ulong NextUInt64()
    {
        ulong z = _state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform integer from 0 to <paramref name="exclusiveMax"/> - 1 (multiply-shift; bias below 2^-32).</summary>
    public int Next(int exclusiveMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMax);
        return (int)((NextUInt64() >> 32) * (ulong)exclusiveMax >> 32);
    }

    /// <summary>Uniform integer from <paramref name="inclusiveMin"/> to <paramref name="exclusiveMax"/> - 1.</summary>
    public int Next(int inclusiveMin, int exclusiveMax) => inclusiveMin + Next(exclusiveMax - inclusiveMin);

    /// <summary>Uniform number in [0, 1), 53 bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Standard normal number (Marsaglia's polar method).</summary>
    public double NextGaussian()
    {
        while (true)
        {
            double u = 2 * NextDouble() - 1;
            double v = 2 * NextDouble() - 1;
            double s = u * u + v * v;
            if (s is > 0 and < 1) return u * Math.Sqrt(-2 * Math.Log(s) / s);
        }
    }

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>Fills the span with uniform bytes.</summary>
    public void Fill(Span<byte> bytes)
    {
        foreach (ref byte b in bytes) b = (byte)NextUInt64();
    }

    /// <summary>
    /// An independent stream for a component, derived from this seed and a name: adding a draw in one component does not shift the others.
    /// </summary>
    public Prng Derive(string component)
    {
        ulong hash = 14695981039346656037UL;
        foreach (char c in component) hash = (hash ^ c) * 1099511628211UL;
        return new Prng(_state ^ hash);
    }
}
