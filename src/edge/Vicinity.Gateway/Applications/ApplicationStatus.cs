namespace Vicinity.Gateway;

/// <summary>An application of this gateway at a moment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Page">Path of its page; null for none.</param>
/// <param name="State">Whether it works.</param>
/// <param name="Problem">Why it does not, for the operator; null when it does.</param>
/// <param name="Answers">Whether its endpoints answer: one that has ended goes on showing what it knows, one that could not start does not.</param>
public sealed record ApplicationStatus(string Name, string? Page, ApplicationState State, string? Problem, bool Answers);
