namespace Vicinity.Weather;

/// <summary>Another proxy has taken over: this one may not send any more until it holds a newer term.</summary>
public sealed class FencedException(long term, long newer) : Exception($"the term {term} is over: {newer} holds")
{
    /// <summary>The term that holds.</summary>
    public long Newer { get; } = newer;
}
