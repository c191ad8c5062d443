using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Vicinity.Cli;

/// <summary>Logging of a node without a web host: to standard error, a line each.</summary>
internal sealed class NodeLogging : IDisposable
{
    private NodeLogging(ILoggerFactory factory) => Factory = factory;

    public ILoggerFactory Factory { get; }

    /// <param name="json">Whether to write JSON.</param>
    /// <param name="isPlain">Whether only warnings and errors are of interest, because a person looks at the terminal.</param>
    public static NodeLogging Create(bool json, bool isPlain = false) => new(LoggerFactory.Create(logging =>
    {
        logging.SetMinimumLevel(isPlain && !json ? LogLevel.Warning : LogLevel.Information);
        // The frameworks report every request and every start; what they fail at is of interest alone.
        logging.AddFilter("Microsoft", LogLevel.Warning);
        if (json) logging.AddJsonConsole(console => console.UseUtcTimestamp = true);
        else logging.AddSimpleConsole(console => { console.SingleLine = true; console.TimestampFormat = "HH:mm:ss.fff "; });
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }));

    public void Dispose() => Factory.Dispose();
}
