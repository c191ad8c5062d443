namespace Vicinity.Weather.Grpc;

/// <summary>What a balancer does.</summary>
/// <param name="Outstanding">Calls in hand.</param>
/// <param name="Streams">Streams of batches.</param>
/// <param name="Sensors">Sensors that it remembers.</param>
/// <param name="Calls">Calls that it took.</param>
/// <param name="Moved">How often a call went on to another server.</param>
/// <param name="Overloaded">Calls that were told to wait.</param>
/// <param name="Failed">Calls whose outcome is not known.</param>
/// <param name="Servers">The servers.</param>
public sealed record BalancerStatus(int Outstanding, int Streams, int Sensors, long Calls, long Moved, long Overloaded, long Failed, IReadOnlyList<ServerStatus> Servers);
