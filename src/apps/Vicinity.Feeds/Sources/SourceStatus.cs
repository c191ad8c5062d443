namespace Vicinity.Feeds;

/// <summary>A source of events as an application's summary shows it.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Kind">The way that its events come in: <c>replay</c>, <c>api</c>, or one of the application's own.</param>
/// <param name="Events">Events that it gave.</param>
/// <param name="BadRows">What came from it and was no event.</param>
/// <param name="Running">Whether it goes on giving.</param>
/// <param name="Problem">The latest trouble; null when there is none.</param>
public sealed record SourceStatus(string Name, string Kind, long Events, long BadRows, bool Running, string? Problem);
