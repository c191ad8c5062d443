namespace Vicinity.Contacts;

/// <summary>A device has heard the owner of a published key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Times">How often an identifier of it was heard.</param>
/// <param name="Near">How often of these within the distance that counts.</param>
/// <param name="First">First interval in which it was.</param>
/// <param name="Last">Last interval in which it was.</param>
/// <param name="Closest">Smallest distance.</param>
public readonly record struct KeyMatch(ExposureKey Key, int Times, int Near, int First, int Last, double Closest);
