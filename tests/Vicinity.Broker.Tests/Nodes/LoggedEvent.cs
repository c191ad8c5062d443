using Microsoft.Extensions.Logging;

namespace Vicinity.Broker.Tests;

/// <summary>One line of the node's log.</summary>
internal sealed record LoggedEvent(int Id, LogLevel Level, string Text, Exception? Exception);
