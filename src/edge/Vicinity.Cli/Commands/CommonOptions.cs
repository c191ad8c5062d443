using System.CommandLine;

namespace Vicinity.Cli;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    public static Option<string> BootstrapServer() => new Option<string>("--bootstrap-server", "-b")
    {
        Description = "Brokers to begin with, HOST:PORT,...: a Vicinity node or any Apache Kafka",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("VICINITY__BOOTSTRAPSERVER") ?? "127.0.0.1:9092",
    }.Servers();

    public static Option<bool> Json() => new("--json") { Description = "Write JSON for other programs" };

    /// <summary>A command with examples at the end of its help.</summary>
    public static Command Describe(string name, string what, params string[] examples)
    {
        var command = new Command(name, what);
        Examples.Add(command, examples);
        return command;
    }
}
