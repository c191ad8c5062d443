namespace Vicinity.Weather.Grpc;

/// <summary>A compute server, as a balancer sees it.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="IsServing">Whether it is well by its health protocol.</param>
/// <param name="Capacity">Calls that it works on at once.</param>
/// <param name="Outstanding">Calls that it has in hand.</param>
/// <param name="Answered">Calls that it answered.</param>
/// <param name="Failed">Calls that it did not answer in time, or whose connection broke.</param>
/// <param name="MeanMs">How long its calls take, over the last ones, in milliseconds.</param>
public sealed record ServerStatus(string Address, string Name, bool IsServing, int Capacity, int Outstanding, long Answered, long Failed, double MeanMs);
