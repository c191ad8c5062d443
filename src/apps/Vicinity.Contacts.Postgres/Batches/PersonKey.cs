namespace Vicinity.Contacts.Postgres;

/// <summary>A person of a simulation.</summary>
/// <param name="Simulation">Number of the simulation in the database.</param>
/// <param name="Person">Who.</param>
internal readonly record struct PersonKey(int Simulation, Guid Person);
