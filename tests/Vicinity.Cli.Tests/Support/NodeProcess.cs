using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Vicinity.Cli.Tests;

/// <summary>A node in a process of its own, shared by the tests of the commands.</summary>
public sealed partial class NodeProcess : IAsyncLifetime
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("vicinity-cli-");
    private Process? _process;

    /// <summary>Address of its Kafka protocol.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Its data folder.</summary>
    public string Folder => _data.FullName;

    [GeneratedRegex(@"Kafka protocol on (\S+),")]
    private static partial Regex Listening();

    public async ValueTask InitializeAsync()
    {
        _process = Program.Start(["node", "--listen", "127.0.0.1:0", "--data", _data.FullName]);
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginErrorReadLine();
        string? line = await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromMinutes(1));
        Address = Listening().Match(line ?? "").Groups[1].Value;
        Address.ShouldNotBeEmpty($"the node said: {line}");
    }

    public ValueTask DisposeAsync()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        _data.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
