namespace Vicinity.Contacts;

/// <summary>All that the rules know of a person between two ticks. 28 bytes.</summary>
public struct PersonState
{
    /// <summary>Where the person is.</summary>
    public Place At;

    /// <summary>Where the person goes.</summary>
    public Place Goal;

    /// <summary>Ticks lived.</summary>
    public int Age;

    /// <summary>Ticks until <see cref="Health"/> ends by itself; 0 where it does not.</summary>
    public int Left;

    /// <summary>Where the person stands in the course of an infection.</summary>
    public Health Health;

    /// <summary>Whether nobody notices the infection.</summary>
    public bool Unnoticed;

    /// <summary>Whether the person was infected when it died.</summary>
    public bool DiedInfected;

    /// <summary>Whether the person lives.</summary>
    public readonly bool Alive => Health != Health.Dead;

    /// <summary>Whether others can see that the person is infected.</summary>
    public readonly bool VisiblyInfected => Health == Health.Infected && !Unnoticed;
}
