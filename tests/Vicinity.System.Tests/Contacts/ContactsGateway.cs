using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Vicinity.System.Tests;

/// <summary>The contacts application in a process of its own, on a log elsewhere: what reads the log and what answers the page. It can be killed and started again.</summary>
internal sealed class ContactsGateway(string log) : IDisposable
{
    private readonly TemporaryFolder _data = new();
    private readonly string _http = $"127.0.0.1:{FreePort.Next()}";
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(10) };
    private VicinityProcess? _process;

    public VicinityProcess Process => _process ?? throw new InvalidOperationException("the gateway was not started");

    public async Task StartAsync(CancellationToken cancel, IReadOnlyDictionary<string, string>? environment = null)
    {
        _process?.Dispose();
        _process = VicinityProcess.Start(environment, "up", "--apps", "contacts", "--demo", "off", "-b", log, "--http", _http, "--data", _data.Path);
        await _process.WaitForOutputAsync("Vicinity runs", ContactsPatience.Whole, cancel);
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Path.Combine(_data.Path, "operator.key"), cancel)).Trim());
    }

    /// <summary>Asks for something of a simulation until it is as wanted.</summary>
    public Task<JsonNode> UntilAsync(string path, Func<JsonNode, bool> wanted, string what, CancellationToken cancel) => ContactsPatience.UntilAsync(_client, $"http://{_http}/api/contacts/{path}", wanted, what, () => Process.Output, cancel);

    public void Dispose()
    {
        _process?.Dispose();
        _client.Dispose();
        _data.Dispose();
    }
}
