namespace Vicinity.Weather;

/// <summary>Bytes that cannot be taken.</summary>
/// <param name="problem">What kind of problem, to count by.</param>
/// <param name="reason">What is wrong, with value and bound.</param>
public sealed class MessageException(MessageProblem problem, string reason) : Exception(reason)
{
    /// <summary>What kind of problem it is.</summary>
    public MessageProblem Problem { get; } = problem;
}
