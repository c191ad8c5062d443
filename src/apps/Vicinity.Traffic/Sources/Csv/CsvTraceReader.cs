using System.Globalization;

namespace Vicinity.Traffic;

/// <summary>
/// A CSV file with named columns (docs/formats/traffic.md lists the names). Fields may stand in double quotes; a field does not
/// reach over a line's end.
/// </summary>
public sealed class CsvTraceReader : ITraceReader
{
    private const int MaxColumns = 256;

    private readonly LineReader _lines;
    private readonly TraceOptions _options;
    private readonly CsvColumns _columns;
    private bool _ended;

    /// <summary>Reads the header; owns the text from now on.</summary>
    /// <exception cref="TraceFormatException">The header lacks a column that is needed.</exception>
    public CsvTraceReader(TextReader text, TraceOptions options)
    {
        _lines = new LineReader(text, options.MaxLineLength);
        _options = options;
        try
        {
            if (!_lines.TryRead(out ReadOnlySpan<char> header, out bool tooLong)) throw new TraceFormatException("the file is empty");
            if (tooLong) throw new TraceFormatException($"the first line is longer than {options.MaxLineLength} characters");
            _columns = new CsvColumns(header, options.SpeedUnit);
            if (_columns.Count > MaxColumns) throw new TraceFormatException($"{_columns.Count} columns are more than {MaxColumns}");
        }
        catch (InvalidDataException broken)
        {
            throw new TraceFormatException("the file cannot be unpacked", broken);
        }
    }

    /// <inheritdoc/>
    public TraceReport Report { get; } = new();

    /// <inheritdoc/>
    public bool TryRead(out TraceRow row)
    {
        row = default;
        while (!_ended)
        {
            try
            {
                if (!_lines.TryRead(out ReadOnlySpan<char> line, out bool tooLong))
                {
                    _ended = true;
                    break;
                }
                if (line.IsWhiteSpace() && !tooLong) continue;
                string? reason = tooLong ? $"longer than {_options.MaxLineLength} characters" : Parse(line, out row);
                if (reason is null)
                {
                    Report.Good();
                    return true;
                }
                Report.Bad("line", _lines.Number, reason);
            }
            catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException)
            {
                _ended = true;
                Report.Bad("line", _lines.Number + 1, $"the file breaks off: {broken.Message}");
            }
        }
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private string? Parse(ReadOnlySpan<char> line, out TraceRow row)
    {
        row = default;
        Span<Range> fields = stackalloc Range[_columns.Count];
        int count = Split(line, fields);
        if (count <= _columns.LastNeeded) return $"{count} fields where the header has {_columns.Count}";
        string? reason = null;
        double latitude, longitude;
        if (_columns.InMetres)
        {
            double x = Number(line, fields, count, _columns.X, "x", ref reason), y = Number(line, fields, count, _columns.Y, "y", ref reason);
            (latitude, longitude) = _options.Plane.ToDegrees(x, y);
        }
        else
        {
            latitude = Number(line, fields, count, _columns.Latitude, "latitude", ref reason);
            longitude = Number(line, fields, count, _columns.Longitude, "longitude", ref reason);
        }
        double speed = Optional(line, fields, count, _columns.Speed, "speed", ref reason) * _columns.SpeedUnit;
        double heading = Optional(line, fields, count, _columns.Heading, "heading", ref reason);
        long time = Time(Field(line, fields[_columns.Time]), ref reason);
        if (reason is not null) return reason;
        string vehicle = Field(line, fields[_columns.Vehicle]).ToString();
        if (!VehiclePosition.TryCreate(vehicle, latitude, longitude, speed, heading, time, PositionSource.Replay, out VehiclePosition position, out reason))
            return reason;
        row = new TraceRow(position, time, "line", _lines.Number);
        return null;
    }

    private long Time(ReadOnlySpan<char> text, ref string? reason)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && Math.Abs(number) < 1e15)
        {
            if (_columns.RelativeUnit > 0) return _options.RelativeStart + (long)Math.Round(number * _columns.RelativeUnit);
            // Seconds reach 1e11 in the year 5138, milliseconds did so in 1973.
            return (long)Math.Round(Math.Abs(number) < 1e11 ? number * 1000 : number);
        }
        bool calendar = _columns.RelativeUnit == 0 && text.Length >= 10 && text[4] == '-'
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);
        if (calendar)
            return DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds();
        reason ??= $"the time '{Shorten(text)}' is neither ISO 8601 nor Unix seconds or milliseconds";
        return 0;
    }

    private static double Optional(ReadOnlySpan<char> line, Span<Range> fields, int count, int column, string name, ref string? reason) =>
        column < 0 || column >= count || Field(line, fields[column]).IsEmpty ? double.NaN : Number(line, fields, count, column, name, ref reason);

    private static double Number(ReadOnlySpan<char> line, Span<Range> fields, int count, int column, string name, ref string? reason)
    {
        ReadOnlySpan<char> text = column < count ? Field(line, fields[column]) : default;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)) return value;
        reason ??= $"{name} '{Shorten(text)}' is no number";
        return double.NaN;
    }

    private static ReadOnlySpan<char> Field(ReadOnlySpan<char> line, Range range)
    {
        ReadOnlySpan<char> field = line[range].Trim();
        return field is ['"', .., '"'] ? field[1..^1] : field;
    }

    private static string Shorten(ReadOnlySpan<char> text) => text.Length > 40 ? $"{text[..40]}…" : text.ToString();

    // Cuts at separators that are not within quotes; what exceeds the header's number of columns is passed over.
    private int Split(ReadOnlySpan<char> line, Span<Range> fields)
    {
        int count = 0, start = 0;
        bool quoted = false;
        for (int i = 0; i <= line.Length && count < fields.Length; i++)
        {
            if (i < line.Length && line[i] == '"') quoted = !quoted;
            if (i < line.Length && (quoted || line[i] != _columns.Separator)) continue;
            fields[count++] = start..i;
            start = i + 1;
        }
        return count;
    }
}
