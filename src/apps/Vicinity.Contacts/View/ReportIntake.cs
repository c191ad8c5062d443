namespace Vicinity.Contacts;

/// <summary>Takes the reports of people, one a person and tick, into what is known of a simulation. Not thread-safe.</summary>
internal sealed class ReportIntake(SimulationCourse course)
{
    /// <summary>Contacts may be told this long after they were, in milliseconds; a device keeps them while it cannot report.</summary>
    public const int LatestMs = 24 * 3600 * 1000;

    private long? _origin;

    /// <summary>Contacts that were left out because they were told too late.</summary>
    public long TooOld { get; private set; }

    /// <summary>Takes a report in; one that comes twice changes nothing.</summary>
    /// <param name="message">The report.</param>
    /// <param name="first">Time of the first report of the simulation, in Unix milliseconds.</param>
    /// <returns>False where the person is one too many.</returns>
    public bool Take(PersonMessage message, long first)
    {
        _origin ??= first - LatestMs;
        if (!course.People.TryTakeIn(message.Person, out int number)) return false;
        int tick = TickOf(message, message.Time), told = message.Tick ?? -1;
        if (course.IsNews(number, message.Time, told))
        {
            course.Change(number, new PersonNews(
                tick, message.Time, told, message.X, message.Y, message.Condition, !message.Alive && message.Infected, message.Isolated == true, message.Left,
                message.InfectedBy is { } by && course.People.TryTakeIn(by, out int source) ? source : null, tick, message.Contacts));
        }
        Meet(number, tick, message);
        return true;
    }

    private void Meet(int number, int tick, PersonMessage message)
    {
        List<LateContact>? late = null;
        foreach (Heard heard in message.Contacts)
        {
            if (heard.Person == message.Person || !course.People.TryTakeIn(heard.Person, out int other)) continue;
            int at = message.Tick is null ? TickOf(message, heard.Time) : tick;
            if (at < 0)
            {
                TooOld++;
                continue;
            }
            double squared = heard.Distance is { } distance ? distance * distance : 0;
            if (!course.Meetings.TryAdd(number, other, at, squared)) (late ??= []).Add(new LateContact(other, at, squared));
        }
        if (late is not null) course.Meetings.AddLate(number, late);
    }

    private int TickOf(PersonMessage message, long time) => message.Tick ?? (int)Math.Clamp((time - _origin!.Value) / 1000, -1, SimulationParameters.MaxTicks);
}
