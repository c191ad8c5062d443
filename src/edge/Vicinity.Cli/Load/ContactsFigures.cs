namespace Vicinity.Cli;

/// <summary>What <see cref="ContactsLoad"/> has measured.</summary>
/// <param name="Pairs">Pairs of neighbours.</param>
/// <param name="MissingPeers">Which programs were not measured beside it, and why.</param>
/// <param name="Steps">Whole steps.</param>
/// <param name="Reports">Steps with reports into the log.</param>
/// <param name="Traces">Traces.</param>
internal sealed record ContactsFigures(
    IReadOnlyList<ContactsFigures.PairsFigure> Pairs,
    IReadOnlyList<string> MissingPeers,
    IReadOnlyList<ContactsFigures.StepFigure> Steps,
    IReadOnlyList<ContactsFigures.ReportsFigure> Reports,
    IReadOnlyList<ContactsFigures.TraceFigure> Traces)
{
    /// <summary>All pairs of points within radius 2. Times in milliseconds, medians; null where a program was not measured.</summary>
    public sealed record PairsFigure(int Points, double Density, long Pairs, double Ms, double? ScipyMs, double? PeerMs, bool PeersAgree);

    /// <summary>Steps of a crowd with contacts, infection and intervals on one core; milliseconds and bytes, medians.</summary>
    public sealed record StepFigure(int People, double Density, int Contacts, double Ms, double BytesAPerson, long AllocatedAStep, long AllocatedWithIntervals);

    /// <summary>Steps of a crowd whose reports go to a node's log, until all are acknowledged. Not all are stored where some were refused, or could not be read back into a view in time (its figure is null then).</summary>
    public sealed record ReportsFigure(
        string Form, double Density, long Reports, double PerSecond, double PerSecondOfOneCore, long Records, double BytesAReport, double AllocatedAReport, double? ViewPerSecond, bool AllStored);

    /// <summary>Traces from several people; milliseconds.</summary>
    public sealed record TraceFigure(long Intervals, int People, int Depth, int Steps, double Ms, double LongestMs);
}
