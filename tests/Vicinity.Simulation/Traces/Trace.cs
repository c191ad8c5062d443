using System.Globalization;
using System.Text;

namespace Vicinity.Simulation;

/// <summary>
/// What happened, in words, with the vector clock of each event: a node's own count, and what it has heard of the counts of others. Not thread-safe.
/// </summary>
/// <param name="sim">The run.</param>
internal sealed class Trace(Simulation sim)
{
    private readonly List<(long Us, string Who, string Log, string What, int End, int[]? Clock)> _events = [];
    private readonly Dictionary<int, int[]> _clocks = [];

    /// <summary>How many events are kept; the oldest go first.</summary>
    public int Most { get; init; } = int.MaxValue;

    public void Add(int end, string who, string log, string what)
    {
        int[] clock = Clock(end);
        clock[end]++;
        _events.Add((sim.NowUs, who, log, what, end, (int[])clock.Clone()));
        if (_events.Count >= 2L * Most) _events.RemoveRange(0, _events.Count - Most);
    }

    /// <summary>Something from outside: a fault, an operator.</summary>
    public void Note(string what) => _events.Add((sim.NowUs, "-", "", what, -1, null));

    /// <summary>The clock that travels with a message.</summary>
    public int[] Departing(int end) => (int[])Clock(end).Clone();

    /// <summary>A message with this clock has come.</summary>
    public void Arriving(int end, int[] clock)
    {
        int[] own = Clock(end);
        for (int i = 0; i < own.Length; i++) own[i] = Math.Max(own[i], clock[i]);
    }

    /// <summary>One line an event: time in ms, who, what, its log afterwards.</summary>
    public IEnumerable<string> Lines()
    {
        foreach ((long us, string who, string log, string what, _, _) in _events)
        {
            string time = (us / 1000.0).ToString("0.000", CultureInfo.InvariantCulture).PadLeft(10);
            yield return log.Length == 0 ? $"{time}  {who,-4} {what}" : $"{time}  {who,-4} {what}   {log}";
        }
    }

    /// <summary>The events in the format of ShiViz: "host {clock}" and a line of text, in its default regular expression <c>(?&lt;host&gt;\S*) (?&lt;clock&gt;{.*})\n(?&lt;event&gt;.*)</c>.</summary>
    public string ShiViz()
    {
        var text = new StringBuilder();
        foreach ((long us, _, string log, string what, int end, int[]? clock) in _events)
        {
            if (clock is null) continue;
            text.Append(sim.EndName(end)).Append(" {");
            bool first = true;
            for (int i = 0; i < clock.Length; i++)
            {
                if (clock[i] == 0) continue;
                text.Append(first ? "" : ", ").Append('"').Append(sim.EndName(i)).Append("\":").Append(clock[i]);
                first = false;
            }
            text.Append(CultureInfo.InvariantCulture, $"}}\n{us / 1000.0:0.000} ms: {what} {log}\n");
        }
        return text.ToString();
    }

    private int[] Clock(int end)
    {
        if (!_clocks.TryGetValue(end, out int[]? clock)) _clocks[end] = clock = new int[sim.Ends];
        return clock;
    }
}
