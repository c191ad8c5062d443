namespace Vicinity.Cli;

/// <summary>What <see cref="WeatherLoad"/> has measured: readings of the log put into windows, by one thread of one process.</summary>
/// <param name="Forms">Our figures, by the form of the records.</param>
/// <param name="Streams">Readings a second of Kafka Streams, each run; empty where it was not measured.</param>
/// <param name="StreamsMissing">Why Kafka Streams was not measured; null where it was.</param>
internal sealed record WeatherFigures(IReadOnlyList<WeatherFigures.FormFigure> Forms, IReadOnlyList<double> Streams, string? StreamsMissing)
{
    /// <summary>A log of one partition, from the first reading that is read until the step that covers the last one is stored.</summary>
    /// <param name="Form">Form of the records.</param>
    /// <param name="Readings">Readings.</param>
    /// <param name="Sensors">Sensors.</param>
    /// <param name="BytesEach">Bytes of the log for a reading.</param>
    /// <param name="PerSecond">Readings a second, median of the runs.</param>
    /// <param name="ProcessorSecondsEach">Processor time for a reading in microseconds, all threads of the process, median.</param>
    /// <param name="Steps">Steps of a run.</param>
    /// <param name="Parts">Parts of windows in the steps of a run.</param>
    /// <param name="AllCounted">Whether each run counted every reading, and the windows that it closed sum up to it.</param>
    public sealed record FormFigure(string Form, long Readings, int Sensors, double BytesEach, double PerSecond, double ProcessorSecondsEach, long Steps, long Parts, bool AllCounted);
}
