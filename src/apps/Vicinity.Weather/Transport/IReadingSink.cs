namespace Vicinity.Weather;

/// <summary>Takes readings from a sensor, over whatever carries them. One caller at a time.</summary>
public interface IReadingSink : IAsyncDisposable
{
    /// <summary>Sends readings of one sensor in the order of their numbers, and returns when those that were taken are stored.</summary>
    /// <returns>What became of them: they are taken from the front, the rest may be sent again.</returns>
    /// <exception cref="TransportException">Whether they are stored is not known: nobody answers, or the connection broke. Sending them again is safe.</exception>
    Task<SendOutcome> SendAsync(IReadOnlyList<Reading> readings, CancellationToken cancel);
}
