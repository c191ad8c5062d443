using Microsoft.Extensions.Logging;

namespace Vicinity.Broker.Tests;

/// <summary>Keeps what a node logs, and lets a test wait for a line by its event id. Thread-safe.</summary>
internal sealed class LogEvents : ILoggerFactory, ILogger
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly List<LoggedEvent> _events = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<LoggedEvent> All
    {
        get
        {
            lock (_gate) return [.. _events];
        }
    }

    /// <summary>Lines that say that something of ours went wrong.</summary>
    public IEnumerable<LoggedEvent> Errors => All.Where(e => e.Level >= LogLevel.Error);

    public IReadOnlyList<LoggedEvent> Of(int id) => [.. All.Where(e => e.Id == id)];

    /// <summary>Returns the first <paramref name="count"/> lines of an event as soon as they are there.</summary>
    public async Task<IReadOnlyList<LoggedEvent>> WaitForAsync(int id, int count = 1)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                LoggedEvent[] found = [.. _events.Where(e => e.Id == id)];
                if (found.Length >= count) return found[..count];
                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"event {id} was not logged {count} times; logged: {string.Join(Environment.NewLine, All)}");
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            _events.Add(new LoggedEvent(eventId.Id, logLevel, formatter(state, exception), exception));
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }

    public void Dispose()
    {
    }
}
