using System.Globalization;
using System.Text.Json.Nodes;

namespace Vicinity.System.Tests;

/// <summary><c>vicinity contacts person</c> as a process, with an id that the test knows.</summary>
internal sealed class PersonProcess : IDisposable
{
    private readonly VicinityProcess _process;

    private PersonProcess(Guid id, VicinityProcess process) => (Id, _process) = (id, process);

    public Guid Id { get; }

    public VicinityProcess Process => _process;

    /// <summary>Starts a person.</summary>
    /// <param name="log">Where the log is.</param>
    /// <param name="port">The port that the test's people share.</param>
    /// <param name="simulation">Name of the simulation.</param>
    /// <param name="more">More of the command line.</param>
    public static PersonProcess Start(string log, int port, string simulation, params string[] more)
    {
        var id = Guid.NewGuid();
        return new PersonProcess(id, VicinityProcess.Start(
            ["contacts", "person", "--json", "--id", id.ToString(), "-b", log, "--port", port.ToString(CultureInfo.InvariantCulture), "--simulation", simulation, .. more]));
    }

    /// <summary>Starts a person in a network namespace, where no other devices are.</summary>
    public static PersonProcess StartIn(string networkNamespace, string log, string address, params string[] more)
    {
        var id = Guid.NewGuid();
        return new PersonProcess(id, VicinityProcess.StartIn(networkNamespace, ["contacts", "person", "--json", "--id", id.ToString(), "-b", log, "--interface", address, .. more]));
    }

    /// <summary>Waits for its end, which has to be in order; what it says of its life.</summary>
    public async Task<JsonNode> EndAsync(CancellationToken cancel)
    {
        await _process.WaitForExitAsync(ContactsPatience.Whole, cancel);
        return Life();
    }

    /// <summary>Asks it to leave; what it says of its life.</summary>
    public async Task<JsonNode> LeaveAsync(CancellationToken cancel)
    {
        (await _process.TerminateAsync(ContactsPatience.Whole, cancel)).ShouldBe(0, _process.Output);
        return Life();
    }

    public void Dispose() => _process.Dispose();

    private JsonNode Life()
    {
        string output = _process.Output;
        int begin = output.IndexOf("{\n", StringComparison.Ordinal), end = output.LastIndexOf("\n}", StringComparison.Ordinal);
        if (begin < 0 || end < begin) throw new InvalidOperationException($"the person said nothing of its life:{Environment.NewLine}{output}");
        _process.ExitCode.ShouldBe(0, output);
        return JsonNode.Parse(string.Join('\n', output[begin..(end + 2)].Split('\n').Where(l => l.StartsWith(' ') || l is "{" or "}")))!;
    }
}
