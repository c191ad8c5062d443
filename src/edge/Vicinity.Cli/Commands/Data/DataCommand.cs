using System.CommandLine;
using Spectre.Console;
using Vicinity.Broker;

namespace Vicinity.Cli;

/// <summary><c>vicinity data</c>: looks at the data folder of a node that does not run, and repairs it.</summary>
internal static class DataCommand
{
    private const int Damaged = 1;

    public static Command Create()
    {
        Command command = CommonOptions.Describe("data", "Look at the data folder of a node that does not run, and repair it.", "vicinity data check --data data", "vicinity data repair --data data");
        command.Subcommands.Add(Create("check", "Read every byte and say what is damaged; nothing is changed. Exit code 1 when something is.", DataRepair.Check));
        command.Subcommands.Add(Create(
            "repair",
            "Repair what only this node has, and say what is lost. What other nodes have is left: it is renewed from them when the node starts. Old folders are set aside. Exit code 1 when something was lost or could not be repaired.",
            path => DataRepair.Repair(path)));
        return command;
    }

    private static Command Create(string name, string description, Func<string, IReadOnlyList<DataFinding>> work)
    {
        Command command = CommonOptions.Describe(name, description, $"vicinity data {name} --data data");
        var data = new Option<string>("--data") { Description = "Folder of the data", DefaultValueFactory = _ => new BrokerOptions().DataFolder };
        command.Options.Add(data);
        command.SetAction(parsed =>
        {
            IReadOnlyList<DataFinding> findings = work(parsed.GetValue(data)!);
            foreach (DataFinding finding in findings) AnsiConsole.MarkupLineInterpolated($"[{Color(finding.Kind)}]{finding.Kind.ToString().ToLowerInvariant(),-9}[/] {finding.Text}");
            return findings.Any(f => f.Kind is DataFindingKind.Damaged or DataFindingKind.Lost) ? Damaged : 0;
        });
        return command;
    }

    private static string Color(DataFindingKind kind) => kind switch
    {
        DataFindingKind.Sound => "green",
        DataFindingKind.Repaired => "yellow",
        _ => "red",
    };
}
