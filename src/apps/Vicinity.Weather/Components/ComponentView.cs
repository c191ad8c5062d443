namespace Vicinity.Weather;

/// <summary>The newest report of each component. Bounded; those silent for ten minutes are forgotten. Thread-safe.</summary>
/// <param name="time">The clock.</param>
public sealed class ComponentView(TimeProvider time)
{
    /// <summary>Most components that are shown.</summary>
    public const int Most = 10_000;

    /// <summary>After how many milliseconds without a report a component is called silent.</summary>
    public const long SilentAfterMs = 6_000;

    private const long ForgottenAfterMs = 600_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(ComponentRole, string Transport, string Name), ComponentReport> _reports = [];
    private long _notShown;

    /// <summary>Reports of components for which there was no room.</summary>
    public long NotShown => Interlocked.Read(ref _notShown);

    /// <summary>The components by transport, role and name; silent where nothing has come for some seconds.</summary>
    public IReadOnlyList<(ComponentReport Report, bool IsSilent)> All
    {
        get
        {
            long now = Now;
            lock (_gate)
                return [.. _reports.Values.OrderBy(r => r.Transport, StringComparer.Ordinal).ThenBy(r => r.Role).ThenBy(r => r.Name, StringComparer.Ordinal).Select(r => (r, now - r.Time > SilentAfterMs))];
        }
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Takes a report; older ones than the known one, and those of clocks far ahead, change nothing.</summary>
    public void Take(ComponentReport report)
    {
        long now = Now;
        if (report.Time > now + 60_000 || report.Time < now - ForgottenAfterMs) return;
        lock (_gate)
        {
            var key = (report.Role, report.Transport, report.Name);
            if (_reports.TryGetValue(key, out ComponentReport? known) ? known.Time > report.Time : _reports.Count >= Most)
            {
                if (known is null) Interlocked.Increment(ref _notShown);
                return;
            }
            _reports[key] = report;
        }
    }

    /// <summary>Forgets components of which nothing has come for ten minutes.</summary>
    public void ForgetSilent()
    {
        long oldest = Now - ForgottenAfterMs;
        lock (_gate)
            foreach (var key in _reports.Where(r => r.Value.Time < oldest).Select(r => r.Key).ToList()) _reports.Remove(key);
    }
}
