namespace Vicinity.Contacts;

/// <summary>
/// Random numbers that depend only on the run's seed and on what they are for: the purpose, who, with whom, and the tick. So a run can be continued from
/// any moment without a generator's state, and the order in which people are looked at changes nothing. The bits are mixed as in SplitMix64
/// (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014). Immutable, thread-safe.
/// </summary>
public readonly record struct Draws(ulong Seed)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>64 random bits.</summary>
    public ulong Bits(DrawPurpose purpose, int person, int tick, int other = 0)
    {
        ulong bits = Mix(Seed + (((ulong)purpose + 1) * Golden));
        bits = Mix(bits ^ ((ulong)(uint)person << 32) ^ (uint)tick);
        return Mix(bits + (((ulong)(uint)other + 1) * Golden));
    }

    /// <summary>A number from 0 up to but without 1, all multiples of 2^-53 equally likely.</summary>
    public double Unit(DrawPurpose purpose, int person, int tick, int other = 0) => (Bits(purpose, person, tick, other) >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number from 0 up to but without the bound. The bias is below the bound divided by 2^64 (Lemire, 2019).</summary>
    public int Below(int bound, DrawPurpose purpose, int person, int tick, int other = 0) =>
        (int)Math.BigMul(Bits(purpose, person, tick, other), (ulong)bound, out _);

    private static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}
