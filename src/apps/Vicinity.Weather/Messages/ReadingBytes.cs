namespace Vicinity.Weather;

/// <summary>How long a record of readings may be.</summary>
public static class ReadingBytes
{
    /// <summary>First byte of a record of the compact form; JSON never begins with it.</summary>
    public const byte CompactForm = 1;

    /// <summary>Most bytes of a record.</summary>
    public const int Most = 1 << 20;

    /// <summary>Most bytes of a reading as JSON.</summary>
    public const int MostJson = 16 << 10;

    /// <summary>Most readings of a record.</summary>
    public const int MostReadings = 10_000;
}
