using System.Text.Json.Nodes;

namespace Vicinity.Cli.Tests;

/// <summary>Settings file, then environment, then command line; each overrules the one before.</summary>
public sealed class SettingsTests
{
    [Fact]
    public async Task The_environment_overrules_the_file_and_the_command_line_both()
    {
        // Addresses that cannot be listened on: the refusal names the one that was taken.
        DirectoryInfo folder = Directory.CreateTempSubdirectory("vicinity-settings-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "appsettings.json"), """{ "Node": { "Listen": "203.0.113.1:9092" } }""", TestContext.Current.CancellationToken);
            string[] command = ["node", "--data", Path.Combine(folder.FullName, "data")];
            (await Program.RunAsync("", command, [], folder.FullName)).Errors.ShouldContain("203.0.113.1:9092");
            Dictionary<string, string> environment = new() { ["VICINITY__NODE__LISTEN"] = "203.0.113.2:9092" };
            (await Program.RunAsync("", command, environment, folder.FullName)).Errors.ShouldContain("203.0.113.2:9092");
            (await Program.RunAsync("", [.. command, "--listen", "203.0.113.3:9092"], environment, folder.FullName)).Errors.ShouldContain("203.0.113.3:9092");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("VICINITY__NODE__MAXREQUESTBYTES", "12", "MaxRequestBytes is 12")]
    [InlineData("VICINITY__NODE__MAXREQUESTBYTES", "much", "'much'")]
    [InlineData("VICINITY__NODE__NONSENSE", "1", "NONSENSE")]
    [InlineData("VICINITY__NODE__LISTEN", "9092", "'9092'")]
    [InlineData("VICINITY__LOGGING__FORMAT", "xml", "'xml'")]
    [InlineData("VICINITY__LOGGING__LEVEL", "loud", "'loud'")]
    [InlineData("VICINITY__NODE__TOPICDEFAULTS__RETENTION.MS", "soon", "retention.ms")]
    public async Task A_wrong_setting_is_refused_at_the_start_with_its_name_and_value(string name, string value, string said)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("vicinity-settings-");
        Program.Outcome outcome = await Program.RunAsync("", ["node", "--data", folder.FullName, "--listen", "127.0.0.1:0"], new() { [name] = value });
        folder.Delete(recursive: true);
        outcome.ExitCode.ShouldBe(2);
        outcome.Errors.ShouldContain(said);
    }

    [Fact]
    public async Task Logs_are_JSON_by_setting()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("vicinity-logs-");
        // Its standard input is closed at once: the node starts, logs, and ends.
        Program.Outcome outcome = await Program.RunAsync("", ["node", "--data", folder.FullName, "--listen", "127.0.0.1:0", "--stop-with-parent"], new() { ["VICINITY__LOGGING__FORMAT"] = "json" });
        folder.Delete(recursive: true);
        outcome.ExitCode.ShouldBe(0);
        string[] logged = [.. outcome.Errors.Split('\n').Where(l => l.StartsWith('{'))];
        logged.ShouldNotBeEmpty();
        foreach (string line in logged) JsonNode.Parse(line)!["LogLevel"]!.GetValue<string>().ShouldBe("Information");
    }

    [Theory]
    [InlineData("127.0.0.1:9092", "127.0.0.1:9092")]
    [InlineData("localhost:0", "127.0.0.1:0")]
    [InlineData("0.0.0.0:80", "0.0.0.0:80")]
    [InlineData("*:80", "[::]:80")]
    [InlineData("[::1]:80", "[::1]:80")]
    public void An_address_is_read(string text, string expected) => ListenText.Parse("--listen", text).ToString().ShouldBe(expected);
}
