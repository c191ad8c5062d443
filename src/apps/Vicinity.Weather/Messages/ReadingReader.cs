namespace Vicinity.Weather;

/// <summary>
/// Reads the readings of a record, in whatever form it has: one as JSON, or many in the compact form. Nothing is made of those in the compact form. Whether they keep to <see cref="ReadingBounds"/> is the reader's to see.
/// </summary>
public ref struct ReadingReader
{
    /// <summary>Longest JSON, in bytes.</summary>
    public const int MostJsonBytes = 64 * 1024;

    private const int LeastBytes = 11;
    private const int MostReadings = 1_000_000;

    private readonly ReadOnlySpan<byte> _sensor;
    private readonly ReadOnlySpan<byte> _place;
    private readonly bool _isCompact;
    private CompactReader _reader;
    private RawReading _current;
    private int _left;
    private long _number, _time;

    /// <summary>Begins to read.</summary>
    /// <param name="value">Value of the record.</param>
    /// <param name="key">Key of the record: the sensor where JSON names none.</param>
    /// <exception cref="MessageException">It cannot be read; the exception says why.</exception>
    public ReadingReader(ReadOnlySpan<byte> value, ReadOnlySpan<byte> key)
    {
        _isCompact = value.Length > 0 && value[0] == ReadingCompact.Form;
        if (!_isCompact)
        {
            if (value.Length > MostJsonBytes) throw new MessageException(MessageProblem.TooLong, $"the reading has {value.Length} bytes and may have {MostJsonBytes}: it is one reading");
            _current = ReadingJson.Read(value, key);
            _left = 1;
            return;
        }
        _reader = new CompactReader(value);
        _reader.Byte("form");
        _sensor = _reader.NameBytes("sensor", ReadingBounds.MostPlaceBytes);
        _place = _reader.NameBytes("place", ReadingBounds.MostPlaceBytes);
        _left = _reader.Count("count of readings", MostReadings, LeastBytes);
    }

    /// <summary>The reading at which it stands.</summary>
    public readonly RawReading Current => _current;

    /// <summary>Goes to the next reading; false behind the last.</summary>
    /// <exception cref="MessageException">The record is cut off, or of another form.</exception>
    public bool MoveNext()
    {
        if (_left == 0)
        {
            if (_isCompact && !_reader.IsAtEnd) throw new MessageException(MessageProblem.NotReadable, $"{_reader.Left} bytes follow the readings");
            return false;
        }
        _left--;
        if (!_isCompact) return true;
        byte kind = _reader.Byte("kind");
        _number = unchecked(_number + _reader.Signed("number", long.MinValue, long.MaxValue));
        _time = unchecked(_time + _reader.Signed("time", long.MinValue, long.MaxValue));
        double first = _reader.Double("value");
        double second = (kind & ~ReadingCompact.OtherPlace) == (byte)ReadingKind.Pollution ? 0 : _reader.Double("second value");
        ReadOnlySpan<byte> place = (kind & ReadingCompact.OtherPlace) != 0 ? _reader.NameBytes("place", ReadingBounds.MostPlaceBytes) : _place;
        _current = new RawReading(_sensor, _number, (ReadingKind)(kind & ~ReadingCompact.OtherPlace), _time, first, second, place);
        return true;
    }
}
