namespace Vicinity.Contacts;

/// <summary>What has been done about an infection up to a tick.</summary>
/// <param name="Tick">The tick.</param>
/// <param name="WithApp">People who have the app, those who died among them.</param>
/// <param name="Waiting">People who want a test and have not had it.</param>
/// <param name="Tested">Tests made so far.</param>
/// <param name="Positive">Positive results so far.</param>
/// <param name="Notified">People notified so far; once more who is notified again after <see cref="SimulationParameters.TracingTicks"/>.</param>
/// <param name="Isolated">Living people who isolate at the tick.</param>
public readonly record struct InterventionCounts(int Tick, int WithApp, int Waiting, int Tested, int Positive, int Notified, int Isolated);
