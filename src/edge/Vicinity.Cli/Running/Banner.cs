using Spectre.Console;
using Vicinity.Gateway;

namespace Vicinity.Cli;

/// <summary>What <c>vicinity up</c> says when it runs: what is where, how to stop, and the live rates.</summary>
internal static class Banner
{
    /// <summary>Whether somebody sits at a terminal.</summary>
    public static bool IsInteractive => !Console.IsOutputRedirected;

    public static void Show(Engine engine, Composition composition, string dataFolder)
    {
        GatewayHost gateway = composition.Gateway;
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle("[bold]Vicinity runs[/]") };
        table.AddColumn("what").AddColumn("where").HideHeaders();
        table.AddRow("page", $"[bold blue]{Markup.Escape(gateway.Address.ToString().TrimEnd('/'))}[/]");
        if (engine.Node is null)
        {
            table.AddRow("log", $"{KindOf(engine)} at {Markup.Escape(engine.BootstrapServers)}");
        }
        else
        {
            table.AddRow("log", $"{engine.Node.EndPoint} [grey](any Kafka client)[/]");
            table.AddRow("data", Markup.Escape(Path.GetFullPath(dataFolder)));
        }

        composition.AddTo(table);
        table.AddRow("stop", "Ctrl+C");
        AnsiConsole.Write(table);
        ShowOperatorLink(gateway, "");
    }

    private static string KindOf(Engine engine) => engine.Kind switch
    {
        EngineKind.Vicinity => "Vicinity",
        EngineKind.Kafka => "Kafka",
        _ => "[yellow]not reached yet[/], a cluster",
    };

    /// <summary>Tells the link that makes a browser the operator's, on a line of its own that a terminal does not break.</summary>
    public static void ShowOperatorLink(GatewayHost gateway, string page)
    {
        string who = gateway.LoopbackOperator ? "Operator's page (browsers of this machine need no key)" : "Operator's page";
        AnsiConsole.Profile.Out.Writer.WriteLine($"{who}: {gateway.OperatorLink(page)}");
    }

    /// <summary>Keeps one line with the rates up to date while somebody looks; nothing where output goes to a file.</summary>
    public static IDisposable? ShowRates(Engine engine, Composition composition)
    {
        if (!IsInteractive) return null;
        long before = engine.Node?.RecordsAppended ?? 0;
        return new ProgressLine(
            Console.Out,
            TimeSpan.FromSeconds(1),
            () =>
            {
                long now = engine.Node?.RecordsAppended ?? 0;
                string appended = engine.Node is null ? "" : $"{now - before:N0} records/s appended, ";
                before = now;
                return composition.Rates() is { } rates ? $"{appended}{rates}" : null;
            });
    }
}
