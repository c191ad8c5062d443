namespace Vicinity.Traffic;

/// <summary>Something that gives positions.</summary>
public interface ITrafficSource
{
    /// <summary>How it is doing; from any thread.</summary>
    SourceStatus Status { get; }
}
