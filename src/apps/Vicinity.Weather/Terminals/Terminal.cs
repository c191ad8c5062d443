namespace Vicinity.Weather;

/// <summary>A terminal: keeps every window in its file, once, and shows the newest.</summary>
public sealed class Terminal : IDisposable
{
    private readonly WindowFile _file;

    private Terminal(WindowFile file, WindowBoard board) => (_file, Board) = (file, board);

    /// <summary>What it shows.</summary>
    public WindowBoard Board { get; }

    /// <summary>Windows in its file.</summary>
    public long Kept => _file.Count;

    /// <summary>Where its feed goes on; empty for the beginning.</summary>
    public string Position => _file.Position;

    /// <summary>Told of each window that is new, once it is in the file. Set before it follows a feed.</summary>
    public event Action<Window>? Brought;

    /// <summary>When it was brought windows last; null for never since its start.</summary>
    public DateTimeOffset? LastBrought { get; private set; }

    /// <summary>Opens its file, or begins it.</summary>
    /// <exception cref="IOException">The file cannot be used; the message says why.</exception>
    public static Terminal Open(TerminalOptions options)
    {
        var board = new WindowBoard(options.Shown, options.MostShownNames);
        return new Terminal(WindowFile.Open(options.File, board.Add), board);
    }

    /// <summary>Follows a feed from where the file ends, until it is cancelled.</summary>
    /// <param name="feed">Brings windows; stays the caller's.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Ends it.</param>
    public Task RunAsync(IWindowFeed feed, TimeProvider time, CancellationToken cancel) => feed.RunAsync(
        _file.Position,
        (windows, position, _) =>
        {
            foreach (Window window in _file.Add(windows, position))
            {
                Board.Add(window);
                Brought?.Invoke(window);
            }
            LastBrought = time.GetUtcNow();
            return Task.CompletedTask;
        },
        cancel);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
