using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Vicinity.Gateway.Traffic.Tests;

/// <summary>Keeps what a gateway logs. Thread-safe.</summary>
internal sealed class LogLines : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text, Exception? Fault)> _lines = [];

    public IReadOnlyList<(LogLevel Level, string Text, Exception? Fault)> All => [.. _lines];

    public IEnumerable<string> Above(LogLevel level) => _lines.Where(line => line.Level > level).Select(line => line.Text);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((logLevel, formatter(state, exception), exception));

    public void Dispose()
    {
    }
}
