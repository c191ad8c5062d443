namespace Vicinity.Storage;

/// <summary>An earlier write or sync of this log failed, so nothing is known of what it has on disk: it takes no more and has to be opened again.</summary>
public sealed class LogFailedException(string folder, Exception cause)
    : IOException($"the log in '{folder}' stopped after a failed write or sync ({cause.Message}); open it again to recover what is on disk", cause);
