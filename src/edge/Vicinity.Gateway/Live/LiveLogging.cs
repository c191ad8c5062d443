using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;

namespace Vicinity.Gateway;

/// <summary>
/// Logs what a live hub refuses at the level Debug: SignalR takes each refusal for an error of the program, and who connects could fill the log with them.
/// </summary>
/// <param name="loggers">Where everything is logged; stays the caller's.</param>
internal sealed class LiveLogging(ILoggerFactory loggers) : ILoggerFactory
{
    private const string SignalR = "Microsoft.AspNetCore.SignalR.";

    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith(SignalR, StringComparison.Ordinal) ? new HubLogger(loggers.CreateLogger(categoryName)) : loggers.CreateLogger(categoryName);

    public void AddProvider(ILoggerProvider provider) => loggers.AddProvider(provider);

    public void Dispose()
    {
    }

    private sealed class HubLogger(ILogger logger) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            bool isRefusal = logLevel > LogLevel.Debug && (exception is HubException || exception?.InnerException is HubException);
            logger.Log(isRefusal ? LogLevel.Debug : logLevel, eventId, state, exception, formatter);
        }
    }
}
