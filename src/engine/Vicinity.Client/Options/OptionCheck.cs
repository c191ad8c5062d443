namespace Vicinity.Client;

/// <summary>Bounds of settings, with messages that name setting, value and bound.</summary>
internal static class OptionCheck
{
    public static void Positive(TimeSpan value, string name)
    {
        if (value <= TimeSpan.Zero) throw new ArgumentException($"{name} is {value}; it must be above zero.");
    }

    public static void AtLeast(TimeSpan value, TimeSpan bound, string name, string boundName)
    {
        if (value < bound) throw new ArgumentException($"{name} is {value}; it must not be below {boundName} ({bound}).");
    }

    public static void Between(long value, long lowest, long highest, string name, string reason)
    {
        if (value < lowest || value > highest) throw new ArgumentException($"{name} is {value}; it must be {lowest} to {highest}: {reason}.");
    }
}
