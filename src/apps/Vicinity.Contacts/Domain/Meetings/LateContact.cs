namespace Vicinity.Contacts;

/// <summary>A contact that comes after later ones: with whom, at which tick, how near.</summary>
public readonly record struct LateContact(int With, int Tick, double SquaredDistance);
