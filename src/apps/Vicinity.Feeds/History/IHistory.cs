namespace Vicinity.Feeds;

/// <summary>What an application keeps of the past, as the time bar shows it: one for each thing that it counts. Thread-safe.</summary>
public interface IHistory
{
    /// <summary>What is counted, in the plural: <c>positions</c>.</summary>
    string Counted { get; }

    /// <summary>How far back it reaches at most.</summary>
    TimeSpan Reach { get; }

    /// <summary>What is kept at this moment.</summary>
    KeptHistory Read();
}
