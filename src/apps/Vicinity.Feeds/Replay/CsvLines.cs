namespace Vicinity.Feeds;

/// <summary>
/// The lines of a CSV file, each ended by one line feed, for a parser that takes quoted fields over line ends: a line with a double
/// quote that is not closed, or a line longer than may be, is given as an empty one and kept by number and reason. So a stray quote
/// costs its line and not all that follows, and nothing grows beyond one line. Not thread-safe.
/// </summary>
public sealed class CsvLines : TextReader
{
    /// <summary>Most characters that are passed over in search of the end of one line: a gzip file of some megabytes can hold a line of gigabytes.</summary>
    public const int MostPassedOver = 64 * 1024 * 1024;

    private readonly TextReader _text;
    private readonly char[] _buffer;
    private readonly Queue<(long Line, string Reason)> _bad = new();
    private int _start, _end;
    private bool _finished, _afterReturn;
    private ReadOnlyMemory<char> _given;
    private bool _endGiven = true;

    /// <param name="text">The text, which this owns from now on.</param>
    /// <param name="maxLength">Longest line in characters, 16 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is below 16.</exception>
    public CsvLines(TextReader text, int maxLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 16);
        (_text, _buffer) = (text, new char[maxLength + 1]);
    }

    /// <summary>Number of the line that was read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Longest line in characters.</summary>
    public int MaxLength => _buffer.Length - 1;

    /// <summary>Takes the next of the bad lines up to a line; false when there is none.</summary>
    public bool TryTakeBad(long upTo, out long line, out string reason)
    {
        bool any = _bad.TryPeek(out (long Line, string Reason) bad) && bad.Line <= upTo;
        if (any) _bad.Dequeue();
        (line, reason) = any ? bad : (0, "");
        return any;
    }

    /// <summary>Reads a line without its end (LF, CR or both); valid until the next call. False at the end of the text.</summary>
    /// <exception cref="InvalidDataException">A line has no end for <see cref="MostPassedOver"/> characters.</exception>
    public bool TryReadLine(out ReadOnlyMemory<char> line, out bool tooLong)
    {
        tooLong = false;
        long passed = 0;
        while (true)
        {
            if (_afterReturn && _end > _start)
            {
                if (_buffer[_start] == '\n') _start++;
                _afterReturn = false;
            }
            int length = _buffer.AsSpan(_start, _end - _start).IndexOfAny('\n', '\r');
            if (length >= 0 || _finished)
            {
                line = _buffer.AsMemory(_start, length >= 0 ? length : _end - _start);
                if (length < 0 && line.IsEmpty && !tooLong) return false;
                if (length >= 0) _afterReturn = _buffer[_start + length] == '\r';
                _start = length >= 0 ? _start + length + 1 : _end;
                if (tooLong) line = default;
                Number++;
                return true;
            }
            if (_start == 0 && _end == _buffer.Length)
            {
                tooLong = true;
                passed += _end;
                if (passed > MostPassedOver) throw new InvalidDataException($"line {Number + 1} has no end after {passed} characters, and a line has {MaxLength} at most: this is no text of lines");
                _start = _end;
            }
            Fill();
        }
    }

    /// <inheritdoc/>
    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override int Read(Span<char> buffer)
    {
        int written = 0;
        while (written < buffer.Length)
        {
            if (_endGiven)
            {
                if (!TryReadLine(out ReadOnlyMemory<char> line, out bool tooLong)) break;
                (_given, _endGiven) = (Refuse(line.Span, tooLong) ? default : line, false);
            }
            int count = Math.Min(_given.Length, buffer.Length - written);
            _given.Span[..count].CopyTo(buffer[written..]);
            _given = _given[count..];
            written += count;
            if (written == buffer.Length) break;
            buffer[written++] = '\n';
            _endGiven = true;
        }
        return written;
    }

    /// <inheritdoc/>
    public override int Read()
    {
        Span<char> one = stackalloc char[1];
        return Read(one) == 0 ? -1 : one[0];
    }

    /// <inheritdoc/>
    public override int Peek() => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _text.Dispose();
        base.Dispose(disposing);
    }

    private bool Refuse(ReadOnlySpan<char> line, bool tooLong)
    {
        string? reason =
            tooLong ? $"longer than {MaxLength} characters"
            : (line.Count('"') & 1) != 0 ? "a double quote is not closed; within quotes, a quote is written twice"
            : null;
        if (reason is not null) _bad.Enqueue((Number, reason));
        return reason is not null;
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        int read = _text.Read(_buffer, _end, _buffer.Length - _end);
        if (read == 0) _finished = true;
        _end += read;
    }
}
