using Vicinity.Traffic;

namespace Vicinity.Cli;

/// <summary>What moves on the map, in a few words.</summary>
internal static class TrafficWords
{
    public static string Of(TrafficOptions traffic)
    {
        string? replayed = traffic.IsDemo ? "a recording of 500 cars on a street grid, looping" : traffic.Replay is { } file ? $"{file}, looping" : null;
        string? driven = traffic.DriveCars switch { 0 => null, 1 => "1 simulated car", int cars => $"{cars} simulated cars" };
        return (replayed, driven) switch
        {
            (null, null) => "waits for vehicles to report",
            (null, _) => driven,
            (_, null) => replayed,
            _ => $"{replayed}; {driven}",
        };
    }
}
