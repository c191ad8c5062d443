namespace Vicinity.Contacts;

/// <summary>A recording at a glance.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Rows">Rows that can be used.</param>
/// <param name="People">How many people.</param>
/// <param name="Moments">How many moments there are rows of.</param>
/// <param name="Seconds">From the first to the last.</param>
/// <param name="Left">Smallest x; 0 where no positions are known.</param>
/// <param name="Bottom">Smallest y.</param>
/// <param name="Width">From the smallest to the largest x.</param>
/// <param name="Height">From the smallest to the largest y.</param>
public sealed record RecordingOutline(RecordingKind Kind, long Rows, int People, int Moments, double Seconds, double Left, double Bottom, double Width, double Height)
{
    /// <summary>When each person is seen last, in milliseconds of the recording.</summary>
    public IReadOnlyDictionary<int, long> LastSeen { get; init; } = new Dictionary<int, long>();

    /// <summary>The field that holds all of it, for the page.</summary>
    public SimulationParameters Field(SimulationParameters others) => others with { FieldWidth = Side(Width), FieldHeight = Side(Height) };

    /// <summary>Milliseconds between two of its ticks when it is replayed, as long as a run's ticks may be (<see cref="Run.TickMs"/>).</summary>
    /// <param name="slotSeconds">Seconds of a slot of recorded contacts.</param>
    /// <param name="speed">Times faster than recorded; infinity for as fast as possible.</param>
    public int TickMs(int slotSeconds, double speed)
    {
        double seconds = Kind == RecordingKind.Contacts ? slotSeconds : Moments > 1 ? Seconds / (Moments - 1) : 1;
        return (int)Math.Clamp(Math.Round(seconds * 1000 / speed), Run.LeastTickMs, Run.MostTickMs);
    }

    private static int Side(double length) => Math.Clamp((int)Math.Ceiling(length), 1, SimulationParameters.MaxSide);
}
