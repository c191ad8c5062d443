namespace Vicinity.Contacts;

/// <summary>What a random number is for. The numbers are part of what makes a run repeatable: never change one.</summary>
public enum DrawPurpose
{
    /// <summary>Where a person starts: x.</summary>
    StartX = 0,

    /// <summary>Where a person starts: y.</summary>
    StartY = 1,

    /// <summary>Where a person goes next: x.</summary>
    GoalX = 2,

    /// <summary>Where a person goes next: y.</summary>
    GoalY = 3,

    /// <summary>The direction of a step.</summary>
    Direction = 4,

    /// <summary>Whether a contact infects.</summary>
    Infection = 5,

    /// <summary>Whether an infection is noticed.</summary>
    Symptoms = 6,

    /// <summary>Whether a person is immune from the start.</summary>
    InitialImmunity = 7,

    /// <summary>Who is infected at the start of a run.</summary>
    Outbreak = 8,

    /// <summary>Who is vaccinated.</summary>
    Vaccination = 9,

    /// <summary>Who has the app.</summary>
    App = 10,

    /// <summary>Whether somebody who is asked to isolate does.</summary>
    Compliance = 11,

    /// <summary>Whether a broadcast is heard.</summary>
    Broadcast = 12,

    /// <summary>Whether somebody who is positive publishes its keys.</summary>
    Publication = 13,
}
