namespace Vicinity.Contacts;

/// <summary>What is known of a simulation: its people, where they were, how many were in each state, who met and infected whom. Not thread-safe.</summary>
internal sealed class SimulationCourse(ContactsOptions options)
{
    private readonly int[] _counts = new int[5];
    private readonly Beginning _beginning = new();
    private int _deadInfected;
    private bool _saysTicks;

    /// <summary>The people.</summary>
    public PeopleTable People { get; } = new(options.MostPeople);

    /// <summary>Who met whom.</summary>
    public MeetingLog Meetings { get; } = new(gap: 1, slack: 32);

    /// <summary>Who infected whom.</summary>
    public InfectionLog Infections { get; } = new(options.Parameters);

    /// <summary>Where people were.</summary>
    public FrameHistory Frames { get; } = new(options.MostFixes);

    /// <summary>How many people were in each state.</summary>
    public Curves Curves { get; } = new(options.MostTimelinePoints);

    /// <summary>How many people were forgotten.</summary>
    public long Forgotten { get; private set; }

    /// <summary>How many people are in each state now.</summary>
    public HealthCounts Counts => new(Curves.Latest, _counts[0], _counts[1], _counts[2], _counts[3], _counts[4], _deadInfected);

    /// <summary>
    /// Whether a message of that time, and of that tick where it tells one, is news: what is older than what is known of a person tells of contacts alone, and so does what comes
    /// after its death. Two ticks may be in the same millisecond, so where there are ticks they count.
    /// </summary>
    public bool IsNews(int number, long time, int toldTick)
    {
        ref PeopleTable.Row row = ref People[number];
        return !row.IsHeard || (row.Health != Health.Dead && (toldTick >= 0 && row.Tick >= 0 ? toldTick > row.Tick : time > row.Time));
    }

    /// <summary>When it began, in Unix milliseconds; null before the first report. What a clock that is far behind the others says is not the first (<see cref="Beginning"/>).</summary>
    public long? First => _beginning.Find();

    /// <summary>
    /// The tick that is told as 0. Where reports have none of their own it is the second before the beginning, so that who comes infected was so at tick 0 and reports at 1, as in a crowd.
    /// </summary>
    public int Zero => _saysTicks || First is not { } first ? 0 : Math.Max(0, ReportIntake.SecondOf(first) - 1);

    /// <summary>A person has told of itself, be it news or not.</summary>
    public void Hear(int number, long time, bool saysTick)
    {
        _saysTicks |= saysTick;
        ref PeopleTable.Row row = ref People[number];
        if (time >= row.First) return;
        _beginning.Replace(row.First, time);
        row.First = time;
    }

    /// <summary>Takes down what is newly heard of a person.</summary>
    public void Change(int number, in PersonNews news)
    {
        ref PeopleTable.Row row = ref People[number];
        Health before = row.Health;
        bool isNew = !row.IsHeard;
        People.Touch(number);
        (row.X, row.Y, row.Time, row.Tick) = (news.X, news.Y, news.Time, news.ToldTick);
        (row.Health, row.Isolated, row.Left, row.Lost) = (news.Health, news.Isolated, news.Left, false);
        if (!isNew) _counts[(int)before]--;
        _counts[(int)news.Health]++;
        if (news.DiedInfected)
        {
            row.DiedInfected = true;
            _deadInfected++;
        }
        // Of an infection that came and went while its device could not report, the end alone is told, with the source.
        bool isOver = news.Source is not null && news.Health is (Health.Immune or Health.Dead) && before is not (Health.Exposed or Health.Infected);
        if (isOver || (news.Health is Health.Exposed or Health.Infected && (isNew || before is Health.Susceptible or Health.Immune))) Infect(number, news, isNew);
        Frames.Add(news.Tick, news.Time, new FrameHistory.Fix(number, (float)news.X, (float)news.Y, news.Health, news.Isolated, news.Left));
        Curves.Add(news.Tick, news.Time, isNew ? null : before, news.Health, news.DiedInfected);
    }

    /// <summary>Is told of a person at a moment.</summary>
    /// <param name="seen">What was heard of it last, up to the moment.</param>
    /// <param name="time">When, in Unix milliseconds.</param>
    /// <param name="diedInfected">Whether it had died infected.</param>
    public delegate void Told(in FrameHistory.Fix seen, long time, bool diedInfected);

    /// <summary>Tells of all people at a moment, each once, but for those who had left or had been silent for long.</summary>
    /// <param name="time">The moment, in Unix milliseconds.</param>
    /// <param name="tell">Is told.</param>
    /// <returns>The tick that had been last; null where nothing that old is kept.</returns>
    public int? Look(long time, Told tell)
    {
        if (Frames.Range is not { } range || time < range.From) return null;
        var found = new System.Collections.BitArray(People.Count);
        int tick = 0, left = People.Heard;
        for (int i = 0; i < People.Count; i++)
        {
            ref PeopleTable.Row row = ref People[i];
            if (row.Health != Health.Dead || row.Time > time) continue;
            found[i] = true;
            left--;
            tell(new FrameHistory.Fix(i, (float)row.X, (float)row.Y, row.Health, row.Isolated, row.Left), row.Time, row.DiedInfected);
        }
        foreach ((int at, long when, IReadOnlyList<FrameHistory.Fix> fixes) in Frames.Before(time, Math.Max(options.LostAfterMs * 3, time - range.To + options.LostAfterMs)))
        {
            tick = Math.Max(tick, at);
            for (int i = 0; i < fixes.Count; i++)
            {
                FrameHistory.Fix fix = fixes[i];
                if (found[fix.Person] || People[fix.Person].Forgotten) continue;
                found[fix.Person] = true;
                left--;
                if (!fix.Left) tell(in fix, when, false);
            }
            // Mostly everybody is in the first tick that is looked at.
            if (left <= 0) break;
        }
        return tick;
    }

    /// <summary>Forgets people: their places, contacts and infections, and that others were infected by them. Figures over time, which name nobody, stay as they are.</summary>
    public void Forget(IReadOnlyCollection<int> numbers)
    {
        foreach (int number in numbers)
        {
            PeopleTable.Row person = People[number];
            People.Forget(number);
            Meetings.Forget(number);
            _beginning.Remove(person.First);
            if (!person.IsHeard) continue;
            _counts[(int)person.Health]--;
            if (person.DiedInfected) _deadInfected--;
            Curves.Leave(person.Health, person.DiedInfected);
        }
        HashSet<int> gone = [.. numbers];
        Infections.Rewrite(i => gone.Contains(i.Person) ? null : gone.Contains(i.Source) ? i with { Source = Infection.FromTheStart, Distance = 0 } : i);
        Frames.Forget(gone);
        Forgotten += numbers.Count;
    }

    /// <summary>Forgets what is older than a time, in Unix milliseconds: people who have been silent since, contacts that had ended, infections, places.</summary>
    public void ForgetBefore(long before)
    {
        int tick = Curves.TickAt(before);
        Frames.ForgetBefore(before);
        Meetings.ForgetBefore(tick);
        Infections.Rewrite(i => i.Tick < tick ? null : i);
        List<int> silent = [];
        for (int i = 0; i < People.Count; i++)
        {
            if (People[i].IsHeard && People[i].Time < before) silent.Add(i);
        }
        if (silent.Count > 0) Forget(silent);
    }

    private void Infect(int number, in PersonNews news, bool isNew)
    {
        int source = Infection.FromTheStart, tick = news.InfectedAt;
        double distance = 0;
        if (news.Source is { } told) source = told;
        else if (!isNew && LikelySourceOf(news.Contacts) is { } likely) (source, distance) = likely;
        // Who comes infected was so before its first tick, and infects others from that one on.
        else if (isNew) tick = Math.Max(0, tick - 1);
        Infections.Add(new Infection(number, source, tick, distance));
    }

    private (int Source, double Distance)? LikelySourceOf(IReadOnlyList<Heard> contacts) =>
        LikelySource.Of(contacts, person => People.TryFind(person, out int known) && People[known].Health == Health.Infected) is { } source && People.TryTakeIn(source.Person, out int number)
            ? (number, source.Distance ?? 0)
            : null;
}
