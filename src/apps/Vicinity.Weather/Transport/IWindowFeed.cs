namespace Vicinity.Weather;

/// <summary>Brings windows to a terminal.</summary>
public interface IWindowFeed : IAsyncDisposable
{
    /// <summary>
    /// Calls the handler with windows as they come, first those that were sent since the position, until cancelled. While nothing can be reached it waits and tries again.
    /// A window may come twice: terminals know it by quantity, scope, name, number and revision.
    /// </summary>
    /// <param name="after">Position that the terminal reached before, as it was given to the handler; empty for the beginning of what is kept.</param>
    /// <param name="handler">Keeps the windows; what it has returned from is not brought again.</param>
    /// <param name="cancel">Ends it.</param>
    Task RunAsync(string after, WindowHandler handler, CancellationToken cancel);
}

/// <summary>Keeps windows at a terminal.</summary>
/// <param name="windows">The windows.</param>
/// <param name="position">Where to go on from, once they are kept.</param>
/// <param name="cancel">Ends the work.</param>
public delegate Task WindowHandler(IReadOnlyList<Window> windows, string position, CancellationToken cancel);
