using Vicinity.Gateway;

namespace Vicinity.Cli;

/// <summary>An application that is ready to be started.</summary>
/// <param name="Part">What it adds to the gateway.</param>
internal sealed record ComposedApplication(IGatewayPart Part)
{
    /// <summary>What it does, for the box at the start; null for no line of its own.</summary>
    public string? Says { get; init; }

    /// <summary>What happens in it, for the line of live rates; null for nothing.</summary>
    public Func<string?> Rates { get; init; } = () => null;

    /// <summary>What is to be done on the log before it starts. When that fails, the application is down.</summary>
    public Func<CancellationToken, Task> Begin { get; init; } = _ => Task.CompletedTask;

    /// <summary>An application that could not even be put together.</summary>
    public static ComposedApplication Down(string name, Exception fault) => new(new DownPart(name, fault));
}
