namespace Vicinity.Weather;

/// <summary>Hands readings to a compute server, over whatever carries them.</summary>
public interface IReadingQueue : IAsyncDisposable
{
    /// <summary>
    /// Calls the handler for readings as they come, until cancelled; several calls may run at once, up to the server's setting. They are acknowledged after the handler
    /// returned; when it throws, or this process dies, they are handed out again, here or at another server.
    /// </summary>
    Task RunAsync(ReadingHandler handler, CancellationToken cancel);
}

/// <summary>Works readings out and stores the coefficients.</summary>
/// <param name="readings">Readings that keep to the bounds.</param>
/// <param name="cancel">Ends the work.</param>
/// <returns>The coefficients, one for each reading, stored.</returns>
public delegate Task<IReadOnlyList<Coefficient>> ReadingHandler(IReadOnlyList<Reading> readings, CancellationToken cancel);
