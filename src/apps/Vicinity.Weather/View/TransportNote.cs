namespace Vicinity.Weather;

/// <summary>What a transport promises, in words for people.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">The way of a reading.</param>
/// <param name="Guarantee">What is promised of an acknowledged reading.</param>
/// <param name="Style">The four kinds of communication: synchronous or asynchronous, pull or push, transient or persistent, stateless or stateful.</param>
/// <param name="Crash">What the crash of a component costs.</param>
public sealed record TransportNote(string Name, string Path, string Guarantee, string Style, string Crash)
{
    /// <summary>The transports, the usual one first.</summary>
    public static IReadOnlyList<TransportNote> All { get; } =
    [
        new(
            "log", "sensor → partition of the log → server of that partition → steps → proxy → log of windows",
            "exactly once: each acknowledged reading is in exactly one window",
            "asynchronous, pull, persistent, stateful", "a pause: another server goes on from the last step"),
        new(
            "grpc", "sensor → balancer → server → store → proxy → each terminal",
            "at least once on the wire, once in the store by sensor and number",
            "synchronous, push, transient until stored, stateless", "one more call: the balancer sends it to another server; sensors keep what nobody takes"),
        new(
            "rabbitmq", "sensor → quorum queue → server → store → proxy → fanout exchange",
            "at least once, confirmed and acknowledged after it is stored; once in the store by sensor and number",
            "asynchronous, push, persistent, stateful", "a repeated delivery: what was not acknowledged goes to another server"),
        new(
            "mqtt", "sensor of somebody's own → MQTT server → log",
            "as its quality of service: with 1 at least once, then as over the log",
            "asynchronous, push, transient until stored, stateful", "what the sensor does not keep while nobody listens is lost"),
    ];
}
