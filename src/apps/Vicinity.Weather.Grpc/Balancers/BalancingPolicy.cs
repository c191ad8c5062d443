namespace Vicinity.Weather.Grpc;

/// <summary>How a balancer chooses the server of a call, among those that are well and have room.</summary>
public enum BalancingPolicy
{
    /// <summary>Each in turn.</summary>
    RoundRobin,

    /// <summary>The one with the fewest calls in hand.</summary>
    LeastOutstanding,
}
