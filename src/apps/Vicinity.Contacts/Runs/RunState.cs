namespace Vicinity.Contacts;

/// <summary>How far a run is.</summary>
public enum RunState
{
    /// <summary>It goes on.</summary>
    Running,

    /// <summary>It came to its end.</summary>
    Ended,

    /// <summary>Somebody stopped it.</summary>
    Stopped,

    /// <summary>Somebody deleted it: what was reported up to then is not shown any more.</summary>
    Deleted,
}
