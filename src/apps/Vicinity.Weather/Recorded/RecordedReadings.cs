using System.Globalization;
using nietras.SeparatedValues;
using Vicinity.Feeds;

namespace Vicinity.Weather;

/// <summary>
/// The readings of a recording: a CSV file, also gzipped, whose columns are found by their names. A row with temperature and humidity is an air reading, one with
/// CO2 a pollution reading, one with direction and speed a wind reading; a row may be several. Readings of a sensor are numbered from 0 in the order of the file.
/// A row that cannot be used is counted and named, and so is a value that is not there. Not thread-safe, except for <see cref="Share"/>.
/// </summary>
public sealed class RecordedReadings : ITraceReader<Reading>
{
    /// <summary>Most sensors of a recording.</summary>
    public const int MostSensors = 100_000;

    private const int MostLineLength = 4096;

    private static readonly string[] s_time = ["timestamp", "time", "datetime", "date", "t"];
    private static readonly string[] s_sensor = ["sensor_id", "sensor", "device", "room", "id"];
    private static readonly string[] s_temperature = ["temperature_c", "temperature", "temp_c", "temp"];
    private static readonly string[] s_humidity = ["humidity_pct", "humidity", "rh"];
    private static readonly string[] s_co2 = ["co2_ppm", "co2"];
    private static readonly string[] s_direction = ["wind_direction_deg", "wind_direction", "direction"];
    private static readonly string[] s_speed = ["wind_speed_ms", "wind_speed", "speed"];
    private static readonly string[] s_timeForms = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-dd HH:mm"];

    private readonly TraceInput _input;
    private readonly CsvLines _lines;
    private readonly SepReader _rows;
    private readonly string _ownSensor;
    private readonly string? _place;
    private readonly int _time, _sensor, _temperature, _humidity, _co2, _direction, _speed;
    private readonly Dictionary<string, long> _next = [];
    private readonly Queue<TraceRow<Reading>> _ready = [];
    private bool _ended;

    private RecordedReadings(TraceInput input, string sensor, string? place)
    {
        (_input, _ownSensor, _place) = (input, sensor, place);
        _lines = new CsvLines(input.OpenText(), MostLineLength);
        try
        {
            _rows = Sep.Reader(options => options with { HasHeader = true, Unescape = true, Trim = SepTrim.All, DisableColCountCheck = true }).From(_lines);
            IReadOnlyList<string> names = _rows.Header.ColNames;
            (_time, _sensor, _temperature, _humidity) = (Find(names, s_time), Find(names, s_sensor), Find(names, s_temperature), Find(names, s_humidity));
            (_co2, _direction, _speed) = (Find(names, s_co2), Find(names, s_direction), Find(names, s_speed));
            if (_time < 0 || !(HasAir || _co2 >= 0 || HasWind))
            {
                throw new TraceFormatException(
                    $"the columns are {string.Join(", ", names.Take(20).Select(n => $"'{(n.Length > 40 ? n[..40] + "…" : n)}'"))}; a recording of weather has a time ({string.Join(", ", s_time)}), and temperature and humidity ({s_temperature[0]}, {s_humidity[0]}), CO2 ({s_co2[0]}), or direction and speed of the wind ({s_direction[0]}, {s_speed[0]})");
            }
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

    /// <inheritdoc/>
    public TraceReport Report { get; } = new();

    /// <inheritdoc/>
    public double Share => _input.Share;

    private bool HasAir => _temperature >= 0 && _humidity >= 0;

    private bool HasWind => _direction >= 0 && _speed >= 0;

    private long Line { get; set; } = 1;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sensor">Name of the sensor, where the file has no column for it.</param>
    /// <param name="place">Where all sensors stand; null for each at a place of its own name.</param>
    /// <exception cref="TraceFormatException">It is no recording of weather.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static RecordedReadings Open(string path, string sensor = "recorded", string? place = null) => Of(TraceInput.OpenFile(path), sensor, place);

    /// <inheritdoc cref="Open(string, string, string)"/>
    /// <param name="input">The bytes, which this owns from now on.</param>
    public static RecordedReadings Of(TraceInput input, string sensor = "recorded", string? place = null) => new(input, sensor, place);

    /// <inheritdoc/>
    public bool TryRead(out TraceRow<Reading> row)
    {
        while (!_ready.TryDequeue(out row))
        {
            if (!ReadRow()) return false;
        }
        Report.Good(row);
        return true;
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

    private bool ReadRow()
    {
        if (_ended) return false;
        try
        {
            if (!_rows.MoveNext())
            {
                _ended = true;
                TellBadLines();
                return false;
            }
            Line++;
            bool isBad = TellBadLines();
            if (!isBad && !_rows.Current.Span.IsWhiteSpace() && Parse(_rows.Current) is { } reason) Report.Bad("line", Line, reason);
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException)
        {
            _ended = true;
            Report.Bad("line", Line + 1, $"the file breaks off: {broken.Message}");
        }
        return !_ended;
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

    private string? Parse(SepReader.Row fields)
    {
        if (!TryTime(Field(fields, _time), out long time)) return $"the time '{Shorten(Field(fields, _time))}' is neither like 2015-02-04 17:51:00 nor Unix seconds";
        string sensor = _sensor >= 0 ? Field(fields, _sensor).ToString() : _ownSensor;
        if (ReadingBounds.SensorProblem(sensor) is { } wrong) return wrong;
        if (!_next.ContainsKey(sensor) && _next.Count == MostSensors) return $"sensor '{sensor}' is one more than the {MostSensors} that a recording may have";
        int before = _ready.Count;
        if (HasAir) Tell(ReadingKind.Air, sensor, time, Field(fields, _temperature), Field(fields, _humidity));
        if (_co2 >= 0) Tell(ReadingKind.Pollution, sensor, time, Field(fields, _co2), default);
        if (HasWind) Tell(ReadingKind.Wind, sensor, time, Field(fields, _direction), Field(fields, _speed));
        return _ready.Count > before ? null : "it has no value that can be used";
    }

    private void Tell(ReadingKind kind, string sensor, long time, ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        double second = 0;
        if (!TryNumber(one, out double first) || (kind != ReadingKind.Pollution && !TryNumber(other, out second)))
        {
            Report.LeftOut("line", Line, $"'{Shorten(one)}'{(kind == ReadingKind.Pollution ? "" : $" or '{Shorten(other)}'")} of {kind} is no number");
            return;
        }
        long number = _next.GetValueOrDefault(sensor);
        var reading = new Reading(sensor, number, kind, time, first, second, _place ?? sensor);
        // Beside its own time nothing is too old.
        if (ReadingBounds.Problem(reading, time) is { } problem)
        {
            Report.LeftOut("line", Line, problem);
            return;
        }
        _next[sensor] = number + 1;
        _ready.Enqueue(new TraceRow<Reading>(reading, time, time, "line", Line));
    }

    private static ReadOnlySpan<char> Field(SepReader.Row fields, int column) => column < fields.ColCount ? fields[column].Span : default;

    private static bool TryTime(ReadOnlySpan<char> text, out long time)
    {
        const double MostSeconds = 1e11;
        time = 0;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds))
        {
            if (!(seconds >= 0 && seconds <= MostSeconds)) return false;
            time = (long)Math.Round(seconds * 1000);
            return true;
        }
        if (!DateTime.TryParseExact(text, s_timeForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime moment) || moment < DateTime.UnixEpoch) return false;
        time = (moment.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    private static string Shorten(ReadOnlySpan<char> text) => text.Length > 40 ? $"{text[..40]}…" : text.ToString();
}
