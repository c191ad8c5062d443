namespace Vicinity.Weather;

/// <summary>How a <see cref="WindowProcessor"/> is.</summary>
/// <param name="Partitions">Partitions that it works on.</param>
/// <param name="Readings">Readings, counted or not, that this process took since it started.</param>
/// <param name="Rejected">Records and readings that it refused.</param>
/// <param name="Steps">Steps that it has stored.</param>
/// <param name="Stored">Readings and refused records that the stored steps of its partitions cover, since the first step.</param>
/// <param name="Lost">Times that another server's step counted instead of its own.</param>
/// <param name="BuiltUp">Times that it built the state of a partition up from the steps.</param>
/// <param name="Problem">Why it does not work now; null while it does.</param>
public sealed record ProcessorStatus(IReadOnlyList<int> Partitions, long Readings, long Rejected, long Steps, long Stored, long Lost, long BuiltUp, string? Problem);
