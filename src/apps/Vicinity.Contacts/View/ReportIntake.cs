namespace Vicinity.Contacts;

/// <summary>Takes the reports of people, one a person and tick, into what is known of a simulation. Not thread-safe.</summary>
internal sealed class ReportIntake(SimulationCourse course)
{
    /// <summary>Contacts may be told this long after they were, in milliseconds; a device keeps them while it cannot report.</summary>
    public const int LatestMs = 24 * 3600 * 1000;

    private const long SecondsTo2020 = 1_577_836_800;

    /// <summary>Contacts that were left out because they were told too late.</summary>
    public long TooOld { get; private set; }

    /// <summary>Takes a report in; one that comes twice changes nothing.</summary>
    /// <param name="message">The report.</param>
    /// <returns>False where the person is one too many.</returns>
    public bool Take(PersonMessage message)
    {
        if (!course.People.TryTakeIn(message.Person, out int number)) return false;
        course.Hear(number, message.Time, message.Tick is not null);
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
            if (message.Time - heard.Time > LatestMs)
            {
                TooOld++;
                continue;
            }
            double squared = heard.Distance is { } distance ? distance * distance : 0;
            if (!course.Meetings.TryAdd(number, other, at, squared)) (late ??= []).Add(new LateContact(other, at, squared));
        }
        if (late is not null) course.Meetings.AddLate(number, late);
    }

    /// <summary>The tick of a report that tells none: the second in which it was said, so that no other report, and so no other clock and no order of reading, has a part in it.</summary>
    public static int SecondOf(long time) => (int)Math.Clamp((time / 1000) - SecondsTo2020, 0, SimulationParameters.MaxTicks);

    private static int TickOf(PersonMessage message, long time) => message.Tick ?? SecondOf(time);
}
