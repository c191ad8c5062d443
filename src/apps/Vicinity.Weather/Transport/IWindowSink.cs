namespace Vicinity.Weather;

/// <summary>Takes windows from the proxy to every terminal.</summary>
public interface IWindowSink : IAsyncDisposable
{
    /// <summary>Sends windows, in order, and returns when they are kept where terminals that are away find them later.</summary>
    /// <param name="windows">The windows; all of one number and revision stand together.</param>
    /// <param name="term">The proxy's term; a sender of an older term than one seen before is refused.</param>
    /// <exception cref="TransportException">What carries them is away; sending again is safe.</exception>
    /// <exception cref="FencedException">Another proxy works by now.</exception>
    Task SendAsync(IReadOnlyList<Window> windows, long term, CancellationToken cancel);
}
