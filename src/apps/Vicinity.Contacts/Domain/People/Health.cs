namespace Vicinity.Contacts;

/// <summary>Where a person stands in the course of an infection.</summary>
public enum Health : byte
{
    /// <summary>Can be infected.</summary>
    Susceptible = 0,

    /// <summary>Infected, and not yet infecting others.</summary>
    Exposed = 1,

    /// <summary>Infecting others.</summary>
    Infected = 2,

    /// <summary>Protected after an infection or from the start.</summary>
    Immune = 3,

    /// <summary>At the end of its life, whatever it was before.</summary>
    Dead = 4,
}
