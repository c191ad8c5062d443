using System.Globalization;
using nietras.SeparatedValues;
using Vicinity.Feeds;

namespace Vicinity.Contacts;

/// <summary>
/// The rows of a recording of people: a CSV file, also gzipped, whose columns are found by their names. Positions have columns for the time in seconds, the
/// person, x and y; contacts for the time and two people. A row that cannot be used is counted and named. Not thread-safe, except for <see cref="Share"/>.
/// </summary>
internal sealed class RecordedRows : IDisposable
{
    private const double MostSeconds = 1e9;
    private const double MostUnits = 1e6;

    private static readonly string[] s_time = ["t_s", "time_s", "t", "time", "seconds", "timestamp"];
    private static readonly string[] s_person = ["person_id", "person", "id", "track_id", "agent_id", "ped_id", "pedestrian_id"];
    private static readonly string[] s_x = ["x_m", "x", "pos_x"];
    private static readonly string[] s_y = ["y_m", "y", "pos_y"];
    private static readonly string[] s_one = ["i", "person_i", "id1", "source"];
    private static readonly string[] s_other = ["j", "person_j", "id2", "target"];

    private readonly TraceInput _input;
    private readonly CsvLines _lines;
    private readonly SepReader _rows;
    private readonly int _time, _one, _other, _x, _y, _needed;
    private bool _ended;

    /// <summary>Reads the header; owns the input from now on.</summary>
    /// <exception cref="TraceFormatException">The header names neither the columns of positions nor those of contacts.</exception>
    public RecordedRows(TraceInput input, int maxLineLength)
    {
        _input = input;
        _lines = new CsvLines(input.OpenText(), maxLineLength);
        try
        {
            _rows = Sep.Reader(options => options with { HasHeader = true, Unescape = true, Trim = SepTrim.All, DisableColCountCheck = true }).From(_lines);
            IReadOnlyList<string> names = _rows.Header.ColNames;
            (_time, _x, _y) = (Find(names, s_time), Find(names, s_x), Find(names, s_y));
            (int person, int one, int other) = (Find(names, s_person), Find(names, s_one), Find(names, s_other));
            bool positions = person >= 0 && _x >= 0 && _y >= 0;
            if (_time < 0 || (!positions && (one < 0 || other < 0)))
            {
                throw new TraceFormatException(
                    $"the columns are {string.Join(", ", names.Take(20).Select(n => $"'{(n.Length > 40 ? n[..40] + "…" : n)}'"))}; recorded positions have a time ({string.Join(", ", s_time)}), a person ({string.Join(", ", s_person)}), x and y; recorded contacts have a time and two people ({string.Join(", ", s_one)}; {string.Join(", ", s_other)})");
            }
            Kind = positions ? RecordingKind.Positions : RecordingKind.Contacts;
            (_one, _other) = positions ? (person, -1) : (one, other);
            _needed = Math.Max(_time, positions ? Math.Max(person, Math.Max(_x, _y)) : Math.Max(one, other)) + 1;
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException or ArgumentException)
        {
            Dispose();
            throw new TraceFormatException($"this is no CSV file with a line of names at its beginning: {broken.Message}", broken);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What the recording holds.</summary>
    public RecordingKind Kind { get; }

    /// <summary>Number of the line that was read last.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>What was read so far.</summary>
    public TraceReport Report { get; } = new();

    /// <summary>Which part has been read, 0 to 1.</summary>
    public double Share => _input.Share;

    /// <summary>Reads the next row that can be used.</summary>
    public bool TryRead(out RecordedRow row)
    {
        row = default;
        while (!_ended)
        {
            try
            {
                if (!_rows.MoveNext())
                {
                    _ended = true;
                    TellBadLines();
                    return false;
                }
                Line++;
                bool bad = TellBadLines();
                if (bad || _rows.Current.Span.IsWhiteSpace()) continue;
                if (Parse(_rows.Current, out row) is not { } reason) return true;
                Report.Bad("line", Line, reason);
            }
            catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException)
            {
                _ended = true;
                Report.Bad("line", Line + 1, $"the file breaks off: {broken.Message}");
            }
        }
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _rows?.Dispose();
        _lines.Dispose();
        _input.Dispose();
    }

    private static int Find(IReadOnlyList<string> names, string[] wanted)
    {
        foreach (string name in wanted)
        {
            for (int i = 0; i < names.Count; i++)
                if (names[i].Equals(name, StringComparison.OrdinalIgnoreCase)) return i;
        }
        return -1;
    }

    private bool TellBadLines()
    {
        bool itself = false;
        while (_lines.TryTakeBad(Line, out long line, out string reason))
        {
            Report.Bad("line", line, reason);
            itself = line == Line;
        }
        return itself;
    }

    private string? Parse(SepReader.Row fields, out RecordedRow row)
    {
        row = default;
        if (fields.ColCount < _needed) return $"{fields.ColCount} fields where {_needed} are needed";
        if (!TryNumber(fields[_time].Span, out double seconds) || Math.Abs(seconds) > MostSeconds) return $"the time '{Shorten(fields[_time].Span)}' is not a number of seconds up to {MostSeconds:0}";
        if (!TryPerson(fields[_one].Span, out int one)) return $"the person '{Shorten(fields[_one].Span)}' is not a whole number from 0";
        long time = (long)Math.Round(seconds * 1000);
        if (Kind == RecordingKind.Contacts)
        {
            if (!TryPerson(fields[_other].Span, out int other)) return $"the person '{Shorten(fields[_other].Span)}' is not a whole number from 0";
            if (one == other) return $"person {one} meets itself";
            row = new RecordedRow(time, one, other, 0, 0);
            return null;
        }
        if (!TryNumber(fields[_x].Span, out double x) || !TryNumber(fields[_y].Span, out double y) || Math.Abs(x) > MostUnits || Math.Abs(y) > MostUnits)
            return $"the place ('{Shorten(fields[_x].Span)}', '{Shorten(fields[_y].Span)}') is not two numbers between -{MostUnits:0} and {MostUnits:0}";
        row = new RecordedRow(time, one, 0, x, y);
        return null;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    private static bool TryPerson(ReadOnlySpan<char> text, out int person) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out person);

    private static string Shorten(ReadOnlySpan<char> text) => text.Length > 40 ? $"{text[..40]}…" : text.ToString();
}
