namespace Vicinity.Contacts;

/// <summary>A row of a recording: where a person was at a moment, or who met whom.</summary>
/// <param name="Time">The moment, in milliseconds of the recording.</param>
/// <param name="One">The person, or one of two.</param>
/// <param name="Other">The other one; of positions 0.</param>
/// <param name="X">Where the person was.</param>
/// <param name="Y">Where the person was.</param>
internal readonly record struct RecordedRow(long Time, int One, int Other, double X, double Y);
