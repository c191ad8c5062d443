namespace Vicinity.Weather;

/// <summary>Keeps the windows that proxies closed, in one order, so that what carries them to the terminals can always go on from where it was. Thread-safe.</summary>
public interface IWindowLog : IWindowSink, IWindowFeed
{
    /// <summary>The latest revision of each kept window that begins at a moment or later.</summary>
    /// <exception cref="TransportException">The log of windows is away.</exception>
    Task<IReadOnlyList<Window>> LatestAsync(long from, CancellationToken cancel);
}
