namespace Vicinity.Weather.Grpc;

/// <summary>A terminal, as a proxy sees it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where it is called; empty for one that follows by a stream.</param>
/// <param name="Position">The position that it has reached.</param>
/// <param name="Windows">Windows that it was brought.</param>
/// <param name="Problem">Why it cannot be reached at the moment; null when it can.</param>
public sealed record TerminalStatus(string Name, string Address, string Position, long Windows, string? Problem);
