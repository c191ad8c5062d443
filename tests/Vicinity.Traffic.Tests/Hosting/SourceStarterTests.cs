using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Vicinity.Feeds;
using Vicinity.Traffic;

namespace Vicinity.Traffic.Tests;

public sealed class SourceStarterTests
{
    [Theory]
    [InlineData("vehicle,latitude,longitude,t_s\nbus,91,2,0\n", "a whole lap held nothing that could be stored")]
    [InlineData("nothing of the kind\n", "the CSV header has no")]
    public async Task A_replay_that_ends_is_logged_with_the_reason(string recording, string reason)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, recording, cancel);
        // Nobody is at that address: nothing is to be stored.
        var options = new TrafficOptions { BootstrapServers = "127.0.0.1:1", Replay = file };
        await using var ingest = new TrafficIngest(options, NullLogger<TrafficIngest>.Instance);
        var sources = new TrafficSources();
        var log = new ErrorLines();
        using var starter = new SourceStarter(options, ingest, sources, log, TimeProvider.System);

        await starter.StartAsync(cancel);
        string line = await log.Lines.ReadAsync(cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(20), cancel);
        await starter.StopAsync(cancel);

        line.ShouldStartWith($"The source '{Path.GetFileName(file)}' has ended: ");
        line.ShouldContain(reason);
        SourceStatus status = sources.Statuses.ShouldHaveSingleItem();
        status.Running.ShouldBeFalse();
        line.ShouldEndWith(status.Problem!);
        log.Lines.TryRead(out _).ShouldBeFalse("it is told once");
        File.Delete(file);
    }

    private sealed class ErrorLines : ILogger<SourceStarter>
    {
        private readonly Channel<string> _lines = Channel.CreateBounded<string>(100);

        public ChannelReader<string> Lines => _lines.Reader;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Error) _lines.Writer.TryWrite(formatter(state, exception));
        }
    }
}
