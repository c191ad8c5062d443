using Microsoft.Extensions.Logging;
using Vicinity.Weather;

namespace Vicinity.Gateway.Weather;

/// <summary>Pushes to each live reader new windows of what it looks at, once a second the newest readings of sensors that have some, and the figures.</summary>
internal sealed class WeatherLivePush(
    LiveReaders<WeatherReader> readers, SensorView sensors, WindowView windows, StatusAnswers answers, AlarmView alarms, ILogger<WeatherLivePush> log, TimeProvider time)
    : LivePush<WeatherReader>(readers, log, time)
{
    /// <summary>Most sensors that are pushed, in the order in which they came: more are read by pages.</summary>
    public const int MostSensors = 500;

    /// <summary>Most windows of one quantity that are pushed to who begins to look.</summary>
    public const int MostWindows = 720;

    // A round may come a little early.
    private const long PauseMs = 900;

    private readonly TimeProvider _time = time;
    private StatusAnswer? _forOperator, _forOthers;
    private AlarmsAnswer? _alarms;
    private long _now, _lastStatus;
    private bool _isDue;

    protected override void BeginRound()
    {
        _now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        _isDue = _now - _lastStatus >= PauseMs;
        if (!_isDue) return;
        _lastStatus = _now;
        _forOperator = Readers.All.Any(r => r.IsOperator) ? answers.Now(true) : null;
        _forOthers = Readers.All.Any(r => !r.IsOperator) ? answers.Now(false) : null;
        _alarms = AlarmsAnswer.Of(alarms);
    }

    protected override IEnumerable<LiveMessage> MessagesFor(WeatherReader reader)
    {
        if (reader.Look() is not { } look) yield break;
        IReadOnlyList<Window>? news = null;
        long change = windows.Changes;
        if (!look.IsNew) news = windows.Since(look.Scope, look.Name, reader.ToldWindows);
        bool isFull = news is null;
        if (isFull) (news, change) = windows.Newest(look.Scope, look.Name, MostWindows);
        reader.ToldWindows = change;
        if (isFull || news!.Count > 0) yield return new LiveMessage("windows", new WindowsPush(_now, WeatherWords.Of(look.Scope), look.Name, isFull, [.. news!.Select(WindowAnswer.Of)]));
        if (!look.IsNew && !_isDue) yield break;
        if (reader.SeesSensors)
        {
            (long told, long forgotten) = (sensors.Changes, sensors.Forgotten);
            bool isFullList = look.IsNew || reader.ToldForgotten != forgotten;
            IReadOnlyList<SensorState> states = sensors.Sensors(isFullList ? 0 : reader.ToldSensors, MostSensors);
            (reader.ToldSensors, reader.ToldForgotten) = (told, forgotten);
            yield return new LiveMessage("sensors", new SensorsPush(_now, isFullList, sensors.Count, [.. states.Select(PushedSensor.Of)]));
        }
        if ((reader.IsOperator ? _forOperator : _forOthers) is { } status) yield return new LiveMessage("status", status);
        if (_alarms is not null) yield return new LiveMessage("alarms", _alarms);
    }
}

/// <summary>Windows of what a reader looks at.</summary>
/// <param name="T">The present, in Unix milliseconds.</param>
/// <param name="Scope">all, place or sensor.</param>
/// <param name="Name">The place or sensor.</param>
/// <param name="Full">Whether these are all that are shown; else they are added, and take the place of earlier revisions.</param>
/// <param name="Windows">The windows.</param>
internal sealed record WindowsPush(long T, string Scope, string Name, bool Full, IReadOnlyList<WindowAnswer> Windows);

/// <summary>The newest readings of sensors.</summary>
/// <param name="T">The present, in Unix milliseconds.</param>
/// <param name="Full">Whether these are all that are shown.</param>
/// <param name="All">How many sensors there are, of which the first five hundred are pushed; one that measures several kinds counts for each.</param>
/// <param name="Sensors">The sensors that have a new reading.</param>
internal sealed record SensorsPush(long T, bool Full, int All, IReadOnlyList<PushedSensor> Sensors);

/// <summary>A sensor as it is pushed: its newest reading and how often it measures.</summary>
internal sealed record PushedSensor(
    string Sensor, string Kind, string Place, long Number, long T, long Received, IReadOnlyDictionary<string, double> Values, double? Coefficient, double? PeriodMs, long Readings)
{
    public static PushedSensor Of(SensorState s) => new(
        s.Reading.Sensor, WeatherWords.Of(s.Reading.Kind), s.Reading.Place, s.Reading.Number, s.Reading.Time, s.Received, WeatherWords.Values(s.Reading), s.Coefficient,
        s.PeriodMs is { } period ? Math.Round(period, 1) : null, s.Readings);
}
