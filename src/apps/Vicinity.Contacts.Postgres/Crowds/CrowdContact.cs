namespace Vicinity.Contacts.Postgres;

/// <summary>A contact that a frame of a crowd tells of, as one of the two would report it.</summary>
/// <param name="Simulation">Name of the simulation.</param>
/// <param name="Person">Who heard.</param>
/// <param name="Other">Whom.</param>
/// <param name="Interval">From when to when, and how near.</param>
internal readonly record struct CrowdContact(string Simulation, Guid Person, Guid Other, ContactInterval Interval);
