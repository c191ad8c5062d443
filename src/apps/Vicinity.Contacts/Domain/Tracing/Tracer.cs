namespace Vicinity.Contacts;

/// <summary>
/// Follows meetings from a person through time, so that no effect comes before its cause: who is infected at a tick passes it on from the next tick on, for as
/// many ticks as it is infectious. A person may be in a trace several times, at growing depths, each time with ticks that no step before has. Pure.
/// </summary>
public static class Tracer
{
    /// <summary>Greatest depth.</summary>
    public const int MaxDepth = 1_000;

    /// <summary>Whom a person can have infected, directly and through others.</summary>
    /// <param name="log">The meetings.</param>
    /// <param name="person">Who is traced.</param>
    /// <param name="infected">The tick at which the person was infected.</param>
    /// <param name="depth">Most meetings on the way, 1 to <see cref="MaxDepth"/>.</param>
    /// <param name="infectious">Ticks for which somebody passes it on; 0 for no end.</param>
    /// <param name="limit">Most steps; the trace says whether there would have been more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its bounds.</exception>
    public static Trace Forward(MeetingLog log, int person, int infected, int depth, int infectious = 0, int limit = int.MaxValue) =>
        Follow(log, new TraceStep(person, -1, 0, infected, infected, null), depth, infectious, limit, backward: false, static (from, meeting, infectious) => (
            Earliest: Math.Max(meeting.From, from.Earliest + 1L),
            Latest: infectious == 0 ? meeting.To : Math.Min(meeting.To, (long)from.Latest + infectious),
            // Who stays infectious loses nothing by having been infected earlier.
            Covered: infectious == 0 ? int.MaxValue : Math.Min(meeting.To, (long)from.Latest + infectious)));

    /// <summary>By whom a person can have been infected, directly and through others.</summary>
    /// <param name="log">The meetings.</param>
    /// <param name="person">Who is traced.</param>
    /// <param name="infected">The latest tick at which the person was infected.</param>
    /// <param name="depth">Most meetings on the way, 1 to <see cref="MaxDepth"/>.</param>
    /// <param name="infectious">Ticks for which somebody passes it on; 0 for no end. The person was infected at most as many ticks before <paramref name="infected"/>, that tick included.</param>
    /// <param name="limit">Most steps; the trace says whether there would have been more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its bounds.</exception>
    public static Trace Backward(MeetingLog log, int person, int infected, int depth, int infectious = 0, int limit = int.MaxValue)
    {
        // Time runs backward here, so ticks are negated: then the rule is the same, and only what a step says is turned round at the end.
        var steps = new List<TraceStep>();
        Trace turned = Follow(log, new TraceStep(person, -1, 0, -infected - 1, -infected - 1, null), depth, infectious, limit, backward: true, static (from, meeting, infectious) => (
            Earliest: Math.Max(-(long)meeting.To, from.Earliest + 1L),
            Latest: infectious == 0 ? -meeting.From : Math.Min(-(long)meeting.From, (long)from.Latest + infectious),
            Covered: infectious == 0 ? int.MaxValue : Math.Min(-(long)meeting.From, (long)from.Latest + infectious)));
        foreach (TraceStep step in turned.Steps)
            steps.Add(step.Parent < 0 ? step with { Earliest = infected, Latest = infected } : step with { Earliest = -step.Latest, Latest = -step.Earliest });
        return new Trace(steps, turned.Complete);
    }

    private static Trace Follow(
        MeetingLog log, TraceStep root, int depth, int infectious, int limit, bool backward, Func<TraceStep, Meeting, int, (long Earliest, long Latest, long Covered)> reach)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(root.Person);
        ArgumentOutOfRangeException.ThrowIfNegative(infectious);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (depth is < 1 or > MaxDepth) throw new ArgumentOutOfRangeException(nameof(depth), depth, $"a depth is 1 to {MaxDepth}");
        var steps = new List<TraceStep> { root };
        var covered = new Dictionary<int, TickRanges> { [root.Person] = TickRanges.Of(root.Earliest, infectious == 0 ? int.MaxValue : root.Latest) };
        int begin = 0;
        for (int level = 1; level <= depth && begin < steps.Count; level++)
        {
            int end = steps.Count;
            for (int i = begin; i < end; i++)
            {
                TraceStep from = steps[i];
                // Only meetings with a tick between these can lead on; backward, ticks are negated.
                int first = Tick(from.Earliest + 1L), last = infectious == 0 ? int.MaxValue : Tick(from.Latest + (long)infectious);
                foreach (Meeting meeting in backward ? log.Of(from.Person, last == int.MaxValue ? int.MinValue : -last, -first) : log.Of(from.Person, first, last))
                {
                    (long earliest, long latest, long cover) = reach(from, meeting, infectious);
                    if (earliest > latest) continue;
                    int other = meeting.With(from.Person);
                    if (covered.TryGetValue(other, out TickRanges? before))
                    {
                        if (before.Has(earliest, cover)) continue;
                        if (steps.Count == limit) return new Trace(steps, Complete: false);
                        before.Add(earliest, cover);
                    }
                    else
                    {
                        if (steps.Count == limit) return new Trace(steps, Complete: false);
                        covered[other] = TickRanges.Of(earliest, cover);
                    }
                    steps.Add(new TraceStep(other, i, level, (int)earliest, (int)latest, meeting));
                }
            }
            begin = end;
        }
        return new Trace(steps, Complete: true);
    }

    private static int Tick(long tick) => (int)Math.Clamp(tick, -int.MaxValue, int.MaxValue);
}
