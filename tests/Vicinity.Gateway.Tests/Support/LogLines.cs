using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Vicinity.Gateway.Tests;

/// <summary>Keeps what is logged. Thread-safe.</summary>
internal sealed class LogLines : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text, Exception? Fault)> _lines = [];
    private TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<(LogLevel Level, string Text, Exception? Fault)> All => [.. _lines];

    public IEnumerable<string> Above(LogLevel level) => _lines.Where(line => line.Level > level).Select(line => line.Text);

    /// <summary>Waits until a line contains a text.</summary>
    public Task ContainAsync(string text) => Eventually.UntilAsync(() => Volatile.Read(ref _written).Task, () => Task.FromResult(_lines.Any(line => line.Text.Contains(text, StringComparison.Ordinal))), $"the log says '{text}'");

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _lines.Enqueue((logLevel, formatter(state, exception), exception));
        Interlocked.Exchange(ref _written, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    public void Dispose()
    {
    }
}
