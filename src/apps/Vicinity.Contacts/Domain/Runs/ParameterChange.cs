namespace Vicinity.Contacts;

/// <summary>Other parameters from a moment on.</summary>
/// <param name="Tick">The last tick with the parameters before; the next one has the new ones.</param>
/// <param name="Parameters">All parameters, those that stay as they were among them.</param>
public sealed record ParameterChange(int Tick, SimulationParameters Parameters);
