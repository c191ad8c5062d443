namespace Vicinity.Cli;

/// <summary>The command line asks for something that cannot be meant; the message says what and what to write instead.</summary>
public sealed class UsageException(string message) : Exception(message);
