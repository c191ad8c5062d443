namespace Vicinity.Weather;

/// <summary>Keeps the windows that proxies closed, in one order, so that what carries them to the terminals can always go on from where it was. Thread-safe.</summary>
public interface IWindowLog : IWindowSink, IWindowFeed
{
    /// <summary>The latest revision of each kept window that begins at a moment or later.</summary>
    /// <exception cref="TransportException">The log of windows is away.</exception>
    Task<IReadOnlyList<Window>> LatestAsync(long from, CancellationToken cancel);

    /// <summary>The position up to which windows were carried to the terminals by something else than this log; empty for none yet.</summary>
    /// <exception cref="TransportException">The log of windows is away.</exception>
    Task<string> CarriedAsync(CancellationToken cancel);

    /// <summary>Keeps the position up to which windows were carried.</summary>
    /// <param name="position">The position, as the log gave it to the handler of its windows.</param>
    /// <param name="term">The proxy's term; that of a proxy that was replaced is refused.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="TransportException">The log of windows is away; calling again is safe.</exception>
    /// <exception cref="FencedException">Another proxy works by now.</exception>
    Task KeepCarriedAsync(string position, long term, CancellationToken cancel);
}
