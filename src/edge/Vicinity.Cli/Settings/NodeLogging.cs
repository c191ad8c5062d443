using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Vicinity.Cli;

/// <summary>Logging of a node: to standard error, a line each.</summary>
internal sealed class NodeLogging : IDisposable
{
    private NodeLogging(ILoggerFactory factory) => Factory = factory;

    public ILoggerFactory Factory { get; }

    /// <param name="json">Whether the command line asks for JSON.</param>
    /// <param name="isPlain">Whether only warnings and errors are of interest, because a person looks at the terminal.</param>
    /// <exception cref="UsageException">A setting of the section Logging is wrong.</exception>
    public static NodeLogging Create(bool json, bool isPlain = false)
    {
        LoggingSettings settings = LoggingSettings.Load();
        json |= settings.Json;
        return new NodeLogging(LoggerFactory.Create(logging =>
        {
            logging.SetMinimumLevel(settings.Level ?? (isPlain && !json ? LogLevel.Warning : LogLevel.Information));
            // The frameworks report every request and every start; what they fail at is of interest alone.
            if (settings.Level is null or >= LogLevel.Information) logging.AddFilter("Microsoft", settings.Level is > LogLevel.Warning and { } least ? least : LogLevel.Warning);
            // A call that is refused is the caller's to tell of: a line for each would be a flood.
            if (settings.Level is null or >= LogLevel.Information) logging.AddFilter("Grpc", settings.Level is > LogLevel.Warning and { } most ? most : LogLevel.Warning);
            if (json) logging.AddJsonConsole(console => console.UseUtcTimestamp = true);
            else logging.AddSimpleConsole(console => { console.SingleLine = true; console.TimestampFormat = "HH:mm:ss.fff "; });
            logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        }));
    }

    public void Dispose() => Factory.Dispose();
}
