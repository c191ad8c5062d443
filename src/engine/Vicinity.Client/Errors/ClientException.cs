namespace Vicinity.Client;

/// <summary>What went wrong between this program and a cluster. The subclasses say it more precisely.</summary>
public class ClientException(string message, bool isRetriable = false, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the same call may succeed later.</summary>
    public bool IsRetriable { get; } = isRetriable;
}
