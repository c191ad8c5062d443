using System.Diagnostics;
using System.Runtime.CompilerServices;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client.Tests;

/// <summary>
/// A cluster of librdkafka: another author's brokers, which fail on command. Built from mock.c by gcc when the tests run; needs gcc and librdkafka-dev.
/// </summary>
internal sealed class MockCluster : IAsyncDisposable
{
    private static readonly Lazy<(string? Program, string Why)> s_built = new(Build);

    private readonly Process _process;

    private MockCluster(Process process, string servers)
    {
        _process = process;
        Servers = servers;
    }

    public string Servers { get; }

    /// <summary>Starts a cluster, or skips the test with the reason why there is none.</summary>
    public static async Task<MockCluster> StartAsync(int brokers = 3)
    {
        (string? program, string why) = s_built.Value;
        Assert.SkipWhen(program is null, why);
        var process = Process.Start(new ProcessStartInfo(program!, $"{brokers}") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        string servers = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("the mock cluster did not start");
        return new MockCluster(process, servers);
    }

    public Task CreateTopicAsync(string topic, int partitions) => TellAsync($"topic {topic} {partitions} 3");

    public Task SetLeaderAsync(string topic, int partition, int broker) => TellAsync($"leader {topic} {partition} {broker}");

    public Task SetDownAsync(int broker) => TellAsync($"down {broker}");

    public Task SetUpAsync(int broker) => TellAsync($"up {broker}");

    /// <summary>The next requests of an API are answered by these errors.</summary>
    public Task PushErrorsAsync(ApiKey api, params ErrorCode[] codes) => TellAsync($"errors {(int)api} {string.Join(' ', codes.Select(c => (int)c))}");

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }
        _process.Dispose();
    }

    private async Task TellAsync(string command)
    {
        await _process.StandardInput.WriteLineAsync(command);
        await _process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        (await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("ok", command);
    }

    private static (string? Program, string Why) Build() => Build(SourceFolder());

    private static (string? Program, string Why) Build(string sources)
    {
        const string needs = "the mock cluster needs gcc and librdkafka's headers (Debian: gcc librdkafka-dev)";
        string program = Path.Combine(AppContext.BaseDirectory, $"mock-cluster-{Environment.ProcessId}");
        try
        {
            using var gcc = Process.Start(new ProcessStartInfo("gcc", ["-O1", "-o", program, Path.Combine(sources, "mock.c"), "-lrdkafka"]) { RedirectStandardError = true })!;
            string errors = gcc.StandardError.ReadToEnd();
            gcc.WaitForExit();
            AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(program);
            return gcc.ExitCode == 0 ? (program, "") : (null, $"{needs}; gcc said: {errors.Split('\n')[0]}");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return (null, $"{needs}; {e.Message}");
        }
    }

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
