namespace Vicinity.Feeds;

/// <summary>Something that gives an application events.</summary>
public interface IEventSource
{
    /// <summary>How it is doing; from any thread.</summary>
    SourceStatus Status { get; }
}
