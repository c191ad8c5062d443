namespace Vicinity.Cli;

/// <summary>
/// One line of the terminal that is written over and over while something goes on. It is a look at the work and never its end: when the
/// terminal has gone, or the look fails, nothing is written, and the work goes on.
/// </summary>
internal sealed class ProgressLine : IDisposable
{
    /// <summary>Variable with which a parent process asks for a new line each time: it reads them one by one.</summary>
    public const string Lines = "VICINITY_PROGRESS_LINES";

    private readonly bool _isLines;
    private readonly Func<string?> _text;
    private readonly TextWriter _output;
    private readonly ITimer _timer;
    private int _longest;

    /// <param name="output">Where to write.</param>
    /// <param name="every">How often.</param>
    /// <param name="text">What to write; null for nothing.</param>
    /// <param name="time">The clock.</param>
    /// <param name="isLines">Whether each text is a line of its own.</param>
    public ProgressLine(TextWriter output, TimeSpan every, Func<string?> text, TimeProvider? time = null, bool isLines = false)
    {
        (_text, _output, _isLines) = (text, output, isLines);
        _timer = (time ?? TimeProvider.System).CreateTimer(_ => Write(), null, every, every);
    }

    public void Dispose() => _timer.Dispose();

    private void Write()
    {
        try
        {
            if (_text() is not { } text) return;
            if (_isLines)
            {
                _output.WriteLine(text);
                return;
            }
            // A shorter line must not leave the end of a longer one behind.
            _longest = Math.Max(_longest, text.Length);
            _output.Write($"\r{text.PadRight(_longest)}");
        }
        catch (Exception)
        {
            // An exception in a timer would end the process, and with it the log.
        }
    }
}
