using System.CommandLine;

namespace Vicinity.Cli;

/// <summary><c>vicinity weather</c>: the components of the weather application, each a process of its own.</summary>
internal static class WeatherCommand
{
    public static Command Create()
    {
        Command command = CommonOptions.Describe(
            "weather",
            "Run one component of the weather application: sensors, compute servers, proxies, terminals. 'vicinity up' runs all of them in one process.",
            "vicinity weather demo --transport grpc",
            "vicinity weather sensor --kind air --place harbour",
            "vicinity weather terminal");
        command.Subcommands.Add(WeatherDemoCommand.Create());
        command.Subcommands.Add(SensorCommand.Create());
        command.Subcommands.Add(BalancerCommand.Create());
        command.Subcommands.Add(ServerCommand.Create());
        command.Subcommands.Add(ProxyCommand.Create());
        command.Subcommands.Add(TerminalCommand.Create());
        return command;
    }
}
