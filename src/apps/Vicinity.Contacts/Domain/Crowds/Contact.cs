namespace Vicinity.Contacts;

/// <summary>Two people within the radius at one tick.</summary>
public readonly record struct Contact(int One, int Other, double SquaredDistance);
