namespace Vicinity.Contacts;

/// <summary>
/// What a person says each second: to those around it by broadcast, and with its contacts to the log. Field names are those of the original program;
/// docs/formats/contacts.md describes both forms.
/// </summary>
public sealed record PersonMessage
{
    /// <summary>Who.</summary>
    public required Guid Person { get; init; }

    /// <summary>Where, in units of the field. Recorded people have places between whole units.</summary>
    public required double X { get; init; }

    /// <summary>Where, in units of the field.</summary>
    public required double Y { get; init; }

    /// <summary>Whether the person is infected.</summary>
    public bool Infected { get; init; }

    /// <summary>Whether the person lives; the last message of a person says that it does not.</summary>
    public bool Alive { get; init; } = true;

    /// <summary>When, in Unix milliseconds.</summary>
    public required long Time { get; init; }

    /// <summary>Where the person stands in the course of an infection; null where only <see cref="Infected"/> is told.</summary>
    public Health? Health { get; init; }

    /// <summary>Where the person stands, as far as the message tells: of somebody who tells only whether it is infected, infected or susceptible.</summary>
    public Health Condition => !Alive ? Vicinity.Contacts.Health.Dead : Health ?? (Infected ? Vicinity.Contacts.Health.Infected : Vicinity.Contacts.Health.Susceptible);

    /// <summary>Name of the simulation; null for the one that is running.</summary>
    public string? Simulation { get; init; }

    /// <summary>Number of the tick in the simulation; null for people without ticks.</summary>
    public int? Tick { get; init; }

    /// <summary>The message in the measure of its simulation: what devices say is at its time, whatever else it says. Whoever keeps reports keeps them so.</summary>
    public PersonMessage InItsMeasure => Tick is not null && Simulation is null or SimulationList.Devices ? this with { Tick = null } : this;

    /// <summary>By whom the person was infected since its last report; null where nobody or not known.</summary>
    public Guid? InfectedBy { get; init; }

    /// <summary>Whether the person isolates; null where it is not told.</summary>
    public bool? Isolated { get; init; }

    /// <summary>Whether the person leaves with this message: nothing more is to be heard of it, though it lives.</summary>
    public bool Left { get; init; }

    /// <summary>Whom the person heard since its last report. Not in a broadcast.</summary>
    public IReadOnlyList<Heard> Contacts { get; init; } = [];
}
