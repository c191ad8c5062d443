namespace Vicinity.Contacts;

/// <summary>A record of the reports' topic: what one person said, or a frame of a crowd.</summary>
/// <param name="Person">What one person said; null where it is a frame.</param>
/// <param name="Frame">The frame, where it is one.</param>
public readonly record struct Report(PersonMessage? Person, CrowdFrame Frame);
