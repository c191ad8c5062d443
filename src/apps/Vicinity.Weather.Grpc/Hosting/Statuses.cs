using Grpc.Core;

namespace Vicinity.Weather.Grpc;

/// <summary>Statuses of calls, as the protocol descriptions promise them.</summary>
internal static class Statuses
{
    // The name that gRPC gives it (gRPC proposal A6): clients with a retry policy keep to it.
    private const string Pushback = "grpc-retry-pushback-ms";
    private const int MostPushbackMs = 60_000;

    /// <summary>The value breaks a rule; it is never to be sent again.</summary>
    public static RpcException Refused(string reason) => new(new Status(StatusCode.InvalidArgument, reason));

    /// <summary>Nothing was stored; the caller waits.</summary>
    public static RpcException Overloaded(string reason, TimeSpan wait) =>
        new(new Status(StatusCode.ResourceExhausted, reason), new Metadata { { Pushback, ((long)Math.Ceiling(wait.TotalMilliseconds)).ToString() } });

    /// <summary>Whether something was stored is not known, or nobody is there.</summary>
    public static RpcException Unavailable(string reason) => new(new Status(StatusCode.Unavailable, reason));

    /// <summary>How long to wait, when a status says that the receiver is overloaded; null for any other status, also for messages that are too large.</summary>
    public static TimeSpan? RetryAfter(RpcException status)
    {
        if (status.StatusCode != StatusCode.ResourceExhausted || status.Trailers.GetValue(Pushback) is not { } text) return null;
        return TimeSpan.FromMilliseconds(int.TryParse(text, out int milliseconds) ? Math.Clamp(milliseconds, 1, MostPushbackMs) : 1_000);
    }

    /// <summary>Whether the status was made here because the connection failed or ended, and did not come from the other side.</summary>
    public static bool IsBroken(RpcException status) => status.StatusCode is StatusCode.Unavailable or StatusCode.Internal && status.Status.DebugException is not null;
}
