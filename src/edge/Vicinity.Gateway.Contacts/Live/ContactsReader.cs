namespace Vicinity.Gateway.Contacts;

/// <summary>One live reader: which simulation it looks at, and what it has been told.</summary>
/// <param name="seesIdentity">Whether it may know who people are.</param>
internal sealed class ContactsReader(bool seesIdentity)
{
    /// <summary>Whether it may know who people are.</summary>
    public bool SeesIdentity => seesIdentity;

    /// <summary>Name of the simulation; null for the one heard of last.</summary>
    public string? Simulation { get; set; }

    /// <summary>Whether it looks at one.</summary>
    public bool IsWatching { get; set; }

    /// <summary>Name of the simulation that it was told of last.</summary>
    public string? Told { get; set; }

    /// <summary>How many people that simulation had forgotten then.</summary>
    public long ToldForgotten { get; set; }

    /// <summary>Number of the latest change that it has been told of.</summary>
    public long ToldTo { get; set; }
}
