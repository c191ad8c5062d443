namespace Vicinity.Model;

/// <summary>What a client may do about an error.</summary>
public enum ErrorReaction
{
    /// <summary>Repeating the request does not help.</summary>
    Final,

    /// <summary>The same request may succeed later.</summary>
    Retry,

    /// <summary>The same request may succeed once the client has learnt the new leaders.</summary>
    RefreshMetadata,
}
