namespace Vicinity.Weather;

/// <summary>
/// Reads the readings of a record: one as JSON, or several of a sensor in the compact form. The whole record is looked at before the first one is told, so that
/// it is taken as a whole or not at all. Nothing is allocated for a reading, except for one whose names hold escapes. Bounds are not checked: <see cref="ReadingBounds"/>.
/// </summary>
/// <param name="value">Value of the record.</param>
/// <param name="key">Key of the record: the sensor of a JSON reading that names none.</param>
public ref struct ReadingReader(ReadOnlySpan<byte> value, ReadOnlySpan<byte> key)
{
    private readonly ReadOnlySpan<byte> _value = value;
    private readonly ReadOnlySpan<byte> _key = key;
    private CompactReadings _compact;
    private RawReading _current;
    private bool _hasBegun, _isCompact;

    /// <summary>The reading at which it stands, after <see cref="MoveNext"/> was true.</summary>
    public readonly RawReading Current => _current;

    /// <summary>Goes on to the next reading; false when there is none.</summary>
    /// <exception cref="MessageException">The record cannot be taken; only the first call throws it.</exception>
    public bool MoveNext()
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            if (_value.IsEmpty) throw new MessageException(MessageProblem.Missing, "the record is empty: it has no reading");
            _isCompact = _value[0] == ReadingBytes.CompactForm;
            if (!_isCompact)
            {
                _current = ReadingJson.Read(_value, _key);
                return true;
            }
            var all = new CompactReadings(_value);
            while (all.TryRead(out _)) { }
            _compact = new CompactReadings(_value);
        }
        return _isCompact && _compact.TryRead(out _current);
    }
}
