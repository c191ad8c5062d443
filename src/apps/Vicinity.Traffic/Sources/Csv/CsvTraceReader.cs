using nietras.SeparatedValues;
using Vicinity.Feeds;

namespace Vicinity.Traffic;

/// <summary>
/// A CSV file with named columns (docs/formats/traffic.md lists the names). Fields may stand in double quotes (RFC 4180); a field does
/// not reach over a line's end.
/// </summary>
public sealed class CsvTraceReader : ITraceReader<VehiclePosition>
{
    private readonly TraceInput _input;
    private readonly CsvLines _lines;
    private readonly TraceOptions _options;
    private readonly CsvColumns _columns;
    private readonly CsvField _field;
    private readonly SepReader _rows;
    private readonly VehicleIds _ids = new(100_000);
    private long _line;
    private bool _ended;

    /// <summary>Reads the header; owns the input from now on.</summary>
    /// <exception cref="TraceFormatException">The header lacks a column that is needed.</exception>
    public CsvTraceReader(TraceInput input, TraceOptions options)
    {
        (_input, _options) = (input, options);
        _lines = new CsvLines(input.OpenText(), options.MaxLineLength);
        try
        {
            (char separator, IReadOnlyList<string> names) = CsvHeader.Read(_lines);
            _columns = new CsvColumns(names, options.SpeedUnit);
            _field = new CsvField(decimalComma: separator != ',');
            _line = _lines.Number;
            _rows = Sep.New(separator).Reader(Configure).From(_lines);
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException)
        {
            throw new TraceFormatException("the file cannot be unpacked", broken);
        }
    }

    /// <inheritdoc/>
    public TraceReport Report { get; } = new();

    /// <inheritdoc/>
    public double Share => _input.Share;

    /// <inheritdoc/>
    public bool TryRead(out TraceRow<VehiclePosition> row)
    {
        row = default;
        while (!_ended)
        {
            try
            {
                if (!_rows.MoveNext())
                {
                    _ended = true;
                    TellBadLines(long.MaxValue);
                    break;
                }
                // Each line is one row, because no quote is open at its end.
                bool bad = TellBadLines(++_line);
                // An empty line means nothing; it also stands for a bad one.
                if (bad || _rows.Current.Span.IsWhiteSpace()) continue;
                if (Parse(_rows.Current, out row) is { } reason)
                {
                    Report.Bad("line", _line, reason);
                    continue;
                }
                Report.Good(row);
                return true;
            }
            catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException)
            {
                _ended = true;
                TellBadLines(long.MaxValue);
                Report.Bad("line", _lines.Number + 1, $"the file breaks off: {broken.Message}");
            }
        }
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _rows.Dispose();
        _lines.Dispose();
        _input.Dispose();
    }

    internal static SepReaderOptions Configure(SepReaderOptions options) => options with
    {
        HasHeader = false,
        Unescape = true,
        Trim = SepTrim.All,
        DisableColCountCheck = true,
    };

    // True when the last one told is the line itself.
    private bool TellBadLines(long upTo)
    {
        bool itself = false;
        while (_lines.TryTakeBad(upTo, out long line, out string reason))
        {
            Report.Bad("line", line, reason);
            itself = line == upTo;
        }
        return itself;
    }

    private string? Parse(SepReader.Row fields, out TraceRow<VehiclePosition> row)
    {
        row = default;
        if (fields.ColCount <= _columns.LastNeeded) return $"{fields.ColCount} fields where the header has {_columns.Count}";
        if (!TryPlace(fields, out double latitude, out double longitude, out string? reason)) return reason;
        if (!TryTime(fields[_columns.Time].Span, out long time))
            return $"the time '{Shorten(fields[_columns.Time].Span)}' is neither ISO 8601 nor Unix seconds or milliseconds";
        string? leftOut = null;
        double speed = Optional(fields, _columns.Speed, "speed", _columns.SpeedUnit, ref leftOut);
        double heading = Optional(fields, _columns.Heading, "heading", 1, ref leftOut);
        leftOut ??= ReportedMotion.Refuse(speed, heading);
        string? vehicle = _ids.Get(fields[_columns.Vehicle].Span);
        if (!VehiclePosition.TryCreate(
            vehicle, latitude, longitude, ReportedMotion.Speed(speed), ReportedMotion.Heading(heading), time, PositionSource.Replay, out VehiclePosition position, out reason))
            return reason;
        if (leftOut is not null) Report.LeftOut("line", _line, leftOut);
        row = new TraceRow<VehiclePosition>(position, time, time, "line", _line);
        return null;
    }

    private bool TryPlace(SepReader.Row fields, out double latitude, out double longitude, out string? reason)
    {
        (latitude, longitude) = (double.NaN, double.NaN);
        bool metres = _columns.InMetres;
        if (!TryNumber(fields, metres ? _columns.X : _columns.Longitude, metres ? "x" : "longitude", out double east, out reason)
            | !TryNumber(fields, metres ? _columns.Y : _columns.Latitude, metres ? "y" : "latitude", out double north, out string? other))
        {
            reason = other ?? reason;
            return false;
        }
        (latitude, longitude) = metres ? _options.Plane.ToDegrees(east, north) : (north, east);
        return true;
    }

    private bool TryNumber(SepReader.Row fields, int column, string name, out double value, out string? reason)
    {
        ReadOnlySpan<char> text = fields[column].Span;
        bool read = _field.TryNumber(text, out value);
        reason = read ? null : $"{name} '{Shorten(text)}' is no number";
        return read;
    }

    private bool TryTime(ReadOnlySpan<char> text, out long time)
    {
        if (_columns.RelativeUnit == 0) return _field.TryTime(text, out time);
        bool read = _field.TryNumber(text, out double number) && Math.Abs(number) < 1e15;
        time = read ? _options.RelativeStart + (long)Math.Round(number * _columns.RelativeUnit) : 0;
        return read;
    }

    // A value that is no number is as good as absent, but is told.
    private double Optional(SepReader.Row fields, int column, string name, double unit, ref string? leftOut)
    {
        if (column < 0 || column >= fields.ColCount) return double.NaN;
        ReadOnlySpan<char> text = fields[column].Span;
        if (CsvField.IsAbsent(text)) return double.NaN;
        if (_field.TryNumber(text, out double value)) return value * unit;
        leftOut ??= $"{name} '{Shorten(text)}' is no number";
        return double.NaN;
    }

    private static string Shorten(ReadOnlySpan<char> text) => text.Length > 40 ? $"{text[..40]}…" : text.ToString();
}
