namespace Vicinity.Contacts;

/// <summary>A key in the topic of published keys. It says neither who published it nor whom it met.</summary>
/// <param name="Key">The key.</param>
/// <param name="Simulation">Name of the simulation; null for devices.</param>
public readonly record struct PublishedKey(ExposureKey Key, string? Simulation = null);
