namespace Vicinity.Traffic;

/// <summary>Lines of a text without ever holding more than one of them: an overlong line is passed over and marked.</summary>
internal sealed class LineReader : IDisposable
{
    private readonly TextReader _text;
    private readonly char[] _buffer;
    private int _start, _end;
    private bool _finished;

    public LineReader(TextReader text, int maxLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 16);
        (_text, _buffer) = (text, new char[maxLength + 1]);
    }

    /// <summary>Number of the line that was read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Reads a line without its end; valid until the next call. False at the end of the text.</summary>
    public bool TryRead(out ReadOnlySpan<char> line, out bool tooLong)
    {
        tooLong = false;
        while (true)
        {
            int length = _buffer.AsSpan(_start, _end - _start).IndexOf('\n');
            if (length >= 0 || _finished)
            {
                line = _buffer.AsSpan(_start, length >= 0 ? length : _end - _start);
                if (length < 0 && line.IsEmpty && !tooLong) return false;
                _start = length >= 0 ? _start + length + 1 : _end;
                line = tooLong ? default : line.TrimEnd('\r');
                Number++;
                return true;
            }
            if (_start == 0 && _end == _buffer.Length)
            {
                tooLong = true;
                _start = _end;
            }
            Fill();
        }
    }

    public void Dispose() => _text.Dispose();

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        int read = _text.Read(_buffer, _end, _buffer.Length - _end);
        if (read == 0) _finished = true;
        _end += read;
    }
}
