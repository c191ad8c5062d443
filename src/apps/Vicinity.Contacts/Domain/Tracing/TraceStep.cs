namespace Vicinity.Contacts;

/// <summary>
/// One person in a trace. Forward, the person can have been infected along this way at any tick from <paramref name="Earliest"/> to <paramref name="Latest"/>;
/// backward, it can have passed the infection on at any of them. The first step is the person who is traced.
/// </summary>
/// <param name="Person">The person.</param>
/// <param name="Parent">Index of the step before in the trace; -1 for the first.</param>
/// <param name="Depth">Number of meetings on the way.</param>
/// <param name="Earliest">First of the ticks.</param>
/// <param name="Latest">Last of the ticks.</param>
/// <param name="Meeting">The meeting through which the person was reached; null for the first.</param>
public readonly record struct TraceStep(int Person, int Parent, int Depth, int Earliest, int Latest, Meeting? Meeting);
