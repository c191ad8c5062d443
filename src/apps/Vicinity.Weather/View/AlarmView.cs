namespace Vicinity.Weather;

/// <summary>Which alarms are raised, and what was raised and cleared in the kept history. Bounded. Thread-safe.</summary>
/// <param name="options">The rules.</param>
public sealed class AlarmView(WeatherOptions options)
{
    /// <summary>Most events that are kept.</summary>
    public const int MostEvents = 1_000;

    private readonly Lock _gate = new();
    private readonly Alarms _alarms = new(options.AlarmRules);
    private readonly LinkedList<AlarmEvent> _events = [];

    /// <summary>The alarms that are raised, by time.</summary>
    public IReadOnlyList<AlarmEvent> Active
    {
        get
        {
            lock (_gate) return _alarms.Active;
        }
    }

    /// <summary>What was raised and cleared, newest first.</summary>
    public IReadOnlyList<AlarmEvent> Events
    {
        get
        {
            lock (_gate) return [.. _events];
        }
    }

    /// <summary>Takes a window.</summary>
    public void Take(Window window)
    {
        lock (_gate)
        {
            foreach (AlarmEvent happened in _alarms.Take(window)) _events.AddFirst(happened);
            while (_events.Count > MostEvents) _events.RemoveLast();
        }
    }
}
