namespace Vicinity.Contacts.Postgres;

/// <summary>Who heard whom.</summary>
internal readonly record struct ContactKey(int Simulation, Guid Person, Guid Other);
