namespace Vicinity.Weather.Grpc.Tests;

/// <summary>Readings of the present.</summary>
internal static class Readings
{
    public static Reading Air(string sensor, long number, double temperature = 20.5) => new(sensor, number, ReadingKind.Air, Now, temperature, 40.25, "lab");

    public static Reading Pollution(string sensor, long number) => new(sensor, number, ReadingKind.Pollution, Now, 412.75);

    public static Reading Wind(string sensor, long number) => new(sensor, number, ReadingKind.Wind, Now, 270, 3.5, "roof");

    public static Reading[] Many(string sensor, long from, int count) => [.. Enumerable.Range(0, count).Select(i => Air(sensor, from + i))];

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
}
