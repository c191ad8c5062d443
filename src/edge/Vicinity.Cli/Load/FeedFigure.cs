namespace Vicinity.Cli;

/// <summary>What one stretch of the way of events cost.</summary>
/// <param name="What">Which stretch.</param>
/// <param name="Events">Events that went through it.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="ProcessorSeconds">Processor time of this process, the node's not counted.</param>
/// <param name="NodeSeconds">Processor time of the node.</param>
internal sealed record FeedFigure(string What, long Events, double Seconds, double ProcessorSeconds, double NodeSeconds)
{
    /// <summary>Events a second.</summary>
    public double PerSecond => Events / Seconds;

    /// <summary>Events for each second of processor time: what one core does, whatever else runs beside it.</summary>
    public double PerSecondOfOneCore => Events / ProcessorSeconds;
}
