namespace Vicinity.Weather;

/// <summary>Goes through the readings of a compact record.</summary>
internal ref struct CompactReadings
{
    private CompactReader _reader;
    private readonly ReadOnlySpan<byte> _sensor;
    private ReadOnlySpan<byte> _place;
    private long _number, _time;
    private int _left;

    /// <summary>Reads the head.</summary>
    /// <exception cref="MessageException">It is no compact record.</exception>
    public CompactReadings(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > ReadingBytes.Most) throw new MessageException(MessageProblem.TooLong, $"the record is {bytes.Length} bytes long and may be {ReadingBytes.Most}");
        _reader = new CompactReader(bytes);
        _reader.Byte("form", ReadingBytes.CompactForm, ReadingBytes.CompactForm);
        _sensor = _reader.NameBytes("length of the sensor", ReadingBounds.MostNameLength);
        _left = _reader.Count("count of readings", ReadingBytes.MostReadings, 4);
        if (_left == 0) throw new MessageException(MessageProblem.Missing, "the record has no reading");
    }

    /// <summary>Reads the next reading; false at the end.</summary>
    /// <exception cref="MessageException">The record is cut off, or a value is not as the form says.</exception>
    public bool TryRead(out RawReading reading)
    {
        reading = default;
        if (_left == 0)
        {
            if (!_reader.IsAtEnd) throw new MessageException(MessageProblem.NotReadable, $"{_reader.Left} bytes follow the readings");
            return false;
        }
        _left--;
        var marks = (ReadingMarks)_reader.Byte("marks of a reading", 1, (byte)ReadingMarks.All);
        var kind = (ReadingKind)(marks & ReadingMarks.Kind);
        if (kind == 0) throw new MessageException(MessageProblem.WrongValue, "kind is 0 and must be 1 (air), 2 (pollution) or 3 (wind)");
        if ((marks & ReadingMarks.Place) != 0) _place = _reader.NameBytes("length of the place", ReadingBounds.MostPlaceBytes);
        // A sum beyond all numbers comes out negative or far away, and is refused by the bounds.
        _number = unchecked(_number + _reader.Signed("number", long.MinValue, long.MaxValue));
        _time = unchecked(_time + _reader.Signed("time", long.MinValue, long.MaxValue));
        bool areDoubles = (marks & ReadingMarks.Doubles) != 0;
        double first = Value(areDoubles), second = kind == ReadingKind.Pollution ? 0 : Value(areDoubles);
        reading = new RawReading(_sensor, _number, kind, _time, first, second, _place);
        return true;
    }

    private double Value(bool isDouble) => isDouble ? _reader.Double("value") : _reader.Signed("value", long.MinValue, long.MaxValue) / 100.0;
}
