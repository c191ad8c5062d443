namespace Vicinity.Weather;

/// <summary>Which alarms are raised, by windows. A window older than the newest of its curve, and an empty one, changes nothing. Bounded. Not thread-safe.</summary>
/// <param name="rules">The rules.</param>
public sealed class Alarms(IReadOnlyList<AlarmRule> rules)
{
    /// <summary>Most places of all rules together.</summary>
    public const int MostStates = 10_000;

    private readonly Dictionary<(int Rule, string Place), State> _states = [];

    private sealed class State
    {
        public long Start = long.MinValue;
        public AlarmEvent? Raised;
    }

    /// <summary>The alarms that are raised, by time.</summary>
    public IReadOnlyList<AlarmEvent> Active => [.. _states.Values.Select(s => s.Raised).OfType<AlarmEvent>().OrderBy(e => e.Time)];

    /// <summary>Takes a window, and tells what it raised and cleared.</summary>
    public IReadOnlyList<AlarmEvent> Take(Window window)
    {
        List<AlarmEvent>? events = null;
        if (window.Mean is not { } mean) return [];
        for (int i = 0; i < rules.Count; i++)
        {
            if (!rules[i].IsFor(window)) continue;
            if (!_states.TryGetValue((i, window.Name), out State? state))
            {
                if (_states.Count >= MostStates) continue;
                _states.Add((i, window.Name), state = new State());
            }
            if (window.Start < state.Start) continue;
            state.Start = window.Start;
            bool isRaised = rules[i].IsRaised(mean, state.Raised is not null);
            if (isRaised == state.Raised is not null) continue;
            var happened = new AlarmEvent(rules[i], window.Name, window.End, isRaised, mean);
            state.Raised = isRaised ? happened : null;
            (events ??= []).Add(happened);
        }
        return events ?? (IReadOnlyList<AlarmEvent>)[];
    }
}
