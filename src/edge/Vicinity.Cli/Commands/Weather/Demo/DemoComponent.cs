namespace Vicinity.Cli;

/// <summary>A component of the demo as a process is told to be one.</summary>
/// <param name="Kind">What it is: sensor, balancer, server, proxy or terminal.</param>
/// <param name="Name">Its name in the demo.</param>
/// <param name="Arguments">The command line of its process.</param>
internal sealed record DemoComponent(string Kind, string Name, IReadOnlyList<string> Arguments);
