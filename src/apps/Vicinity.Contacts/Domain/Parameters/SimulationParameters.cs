using System.Text.Json.Serialization;

namespace Vicinity.Contacts;

/// <summary>
/// The parameters of a simulation: those of the original program with their names and defaults, and what goes beyond it, which by default changes
/// nothing. Lengths are in units of the field, times in ticks of a second. Immutable.
/// </summary>
public sealed record SimulationParameters
{
    /// <summary>Largest coordinate of a field.</summary>
    public const int MaxSide = 1_000_000;

    /// <summary>Longest time, in ticks: some 31 years.</summary>
    public const int MaxTicks = 1_000_000_000;

    /// <summary>Largest radius.</summary>
    public const double MaxRadius = 1_000;

    /// <summary>Most ticks of a day: seconds.</summary>
    public const int MaxTicksPerDay = 86_400;

    /// <summary>Most ticks of which contacts are kept to notify people.</summary>
    public const int MaxTracingTicks = 100_000;

    /// <summary>Largest x of the field; places go from 0 to it, both included.</summary>
    [JsonPropertyName("field_width")]
    public int FieldWidth { get; init; } = 100;

    /// <summary>Largest y of the field; places go from 0 to it, both included.</summary>
    [JsonPropertyName("field_height")]
    public int FieldHeight { get; init; } = 100;

    /// <summary>Pixels a unit on the page.</summary>
    [JsonPropertyName("scale_factor")]
    public int ScaleFactor { get; init; } = 5;

    /// <summary>Ticks that a person lives; 0 for no end.</summary>
    [JsonPropertyName("zombie_lifetime")]
    public int Lifetime { get; init; } = 120;

    /// <summary>Distance up to which two people are in contact; the distance itself counts.</summary>
    [JsonPropertyName("infection_radius")]
    public double InfectionRadius { get; init; } = 2;

    /// <summary>An infected person is infected for one tick more than this, and then immune for as long.</summary>
    [JsonPropertyName("infection_cooldown")]
    public int InfectionCooldown { get; init; } = 15;

    /// <summary>How people move.</summary>
    [JsonPropertyName("movement")]
    public Movement Movement { get; init; } = Movement.Waypoint;

    /// <summary>Probability that one tick of contact at distance 0 infects; 1 infects at every distance within the radius.</summary>
    [JsonPropertyName("infection_probability")]
    public double InfectionProbability { get; init; } = 1;

    /// <summary>
    /// How fast the probability falls with distance: it is <see cref="InfectionProbability"/> times 1 minus the distance as a share of the radius, to this power. 0: not at all.
    /// </summary>
    [JsonPropertyName("distance_falloff")]
    public double DistanceFalloff { get; init; }

    /// <summary>Ticks that a person is exposed after its infection, before it infects others.</summary>
    [JsonPropertyName("incubation")]
    public int Incubation { get; init; }

    /// <summary>Share of the infections that nobody notices.</summary>
    [JsonPropertyName("asymptomatic_share")]
    public double AsymptomaticShare { get; init; }

    /// <summary>Whether infected people go on moving.</summary>
    [JsonPropertyName("infected_move")]
    public bool InfectedMove { get; init; }

    /// <summary>Whether immunity never ends.</summary>
    [JsonPropertyName("immune_for_life")]
    public bool ImmuneForLife { get; init; }

    /// <summary>Share of the people who are immune when they come, for as long as after an infection.</summary>
    [JsonPropertyName("initially_immune_share")]
    public double InitiallyImmuneShare { get; init; }

    /// <summary>Share of the people who are vaccinated.</summary>
    [JsonPropertyName("vaccinated_share")]
    public double VaccinatedShare { get; init; }

    /// <summary>Share of the infections that a vaccination prevents: a contact infects somebody vaccinated with a probability that is smaller by it.</summary>
    [JsonPropertyName("vaccine_efficacy")]
    public double VaccineEfficacy { get; init; } = 0.9;

    /// <summary>Distance at which people keep away from others whom they can see to be infected; 0: they do not.</summary>
    [JsonPropertyName("avoidance_radius")]
    public double AvoidanceRadius { get; init; }

    /// <summary>Ticks of a day: tests are counted, and keys of the private mode published, by days.</summary>
    [JsonPropertyName("ticks_per_day")]
    public int TicksPerDay { get; init; } = 24;

    /// <summary>Share of the people who have the app. It asks for a test for them, keeps their contacts with others who have it, and notifies them. 0: nobody.</summary>
    [JsonPropertyName("app_share")]
    public double AppShare { get; init; }

    /// <summary>Tests that can be made in a day; 0: none, and nothing is done about the infection.</summary>
    [JsonPropertyName("tests_per_day")]
    public int TestsPerDay { get; init; }

    /// <summary>Ticks from a test to its result.</summary>
    [JsonPropertyName("test_delay")]
    public int TestDelay { get; init; }

    /// <summary>How the contacts of somebody who is tested positive are found.</summary>
    [JsonPropertyName("tracing")]
    public TracingMode Tracing { get; init; } = TracingMode.Central;

    /// <summary>Ticks before a positive result, its own tick among them, of which contacts are notified.</summary>
    [JsonPropertyName("tracing_ticks")]
    public int TracingTicks { get; init; } = 16;

    /// <summary>Ticks of contact from which somebody is notified.</summary>
    [JsonPropertyName("exposure_ticks")]
    public int ExposureTicks { get; init; } = 1;

    /// <summary>Distance up to which a contact counts for being notified; 0: all contacts do.</summary>
    [JsonPropertyName("exposure_distance")]
    public double ExposureDistance { get; init; }

    /// <summary>Share of the broadcasts that a device within the radius does not hear.</summary>
    [JsonPropertyName("broadcast_loss")]
    public double BroadcastLoss { get; init; }

    /// <summary>Share of the people tested positive who publish their keys, where tracing is private.</summary>
    [JsonPropertyName("publish_share")]
    public double PublishShare { get; init; } = 1;

    /// <summary>Share of the people who isolate when they are positive or notified.</summary>
    [JsonPropertyName("isolation_compliance")]
    public double IsolationCompliance { get; init; } = 1;

    /// <summary>Ticks from being notified to isolating.</summary>
    [JsonPropertyName("isolation_delay")]
    public int IsolationDelay { get; init; }

    /// <summary>Ticks of an isolation.</summary>
    [JsonPropertyName("isolation_ticks")]
    public int IsolationTicks { get; init; } = 16;

    /// <summary>Whether isolated people, who never move, can still be met.</summary>
    [JsonPropertyName("isolated_meet")]
    public bool IsolatedMeet { get; init; }

    /// <summary>Whether notified people are tested, too, after those who have symptoms.</summary>
    [JsonPropertyName("test_notified")]
    public bool TestNotified { get; init; } = true;

    /// <summary>Whether anything is done about the infection: it takes the app and tests.</summary>
    [JsonIgnore]
    public bool Intervenes => AppShare > 0 && TestsPerDay > 0;

    /// <summary>Ticks that a person is infected.</summary>
    [JsonIgnore]
    public int InfectedTicks => InfectionCooldown + 1;

    /// <summary>Ticks that a person is immune after an infection; 0 for no end.</summary>
    [JsonIgnore]
    public int ImmuneTicks => ImmuneForLife ? 0 : InfectionCooldown + 1;

    /// <summary>What is wrong with the values, each with its name, value, bound and reason. Empty where all is right.</summary>
    public IReadOnlyList<ParameterProblem> Problems()
    {
        var problems = new List<ParameterProblem>();
        void Whole(string name, int value, int least, int most, string reason)
        {
            if (value < least || value > most) problems.Add(new ParameterProblem(name, value, least, most, reason));
        }
        void Real(string name, double value, double least, double most, string reason)
        {
            if (!(value >= least && value <= most)) problems.Add(new ParameterProblem(name, value, least, most, reason));
        }
        Whole("field_width", FieldWidth, 1, MaxSide, "people need room to move");
        Whole("field_height", FieldHeight, 1, MaxSide, "people need room to move");
        Whole("scale_factor", ScaleFactor, 1, 1_000, "these are the pixels of a unit");
        Whole("zombie_lifetime", Lifetime, 0, MaxTicks, "these are ticks; 0 is no end");
        Real("infection_radius", InfectionRadius, 0, MaxRadius, "people further away do not hear each other");
        Whole("infection_cooldown", InfectionCooldown, 0, MaxTicks - 1, "these are ticks");
        Real("infection_probability", InfectionProbability, 0, 1, "it is a probability");
        Real("distance_falloff", DistanceFalloff, 0, 100, "it is an exponent");
        Whole("incubation", Incubation, 0, MaxTicks, "these are ticks");
        Real("asymptomatic_share", AsymptomaticShare, 0, 1, "it is a share");
        Real("initially_immune_share", InitiallyImmuneShare, 0, 1, "it is a share");
        Real("vaccinated_share", VaccinatedShare, 0, 1, "it is a share");
        Real("vaccine_efficacy", VaccineEfficacy, 0, 1, "it is a share");
        Real("avoidance_radius", AvoidanceRadius, 0, MaxRadius, "people do not see further");
        Whole("ticks_per_day", TicksPerDay, 1, MaxTicksPerDay, "a tick is at least a second");
        Real("app_share", AppShare, 0, 1, "it is a share");
        Whole("tests_per_day", TestsPerDay, 0, Crowd.MaxPeople, "nobody is tested twice a day");
        Whole("test_delay", TestDelay, 0, MaxTicks, "these are ticks");
        Whole("tracing_ticks", TracingTicks, 1, MaxTracingTicks, "the contacts of these ticks are kept");
        Whole("exposure_ticks", ExposureTicks, 1, MaxTracingTicks, "these are ticks of contact");
        Real("exposure_distance", ExposureDistance, 0, MaxRadius, "people further away do not hear each other");
        Real("broadcast_loss", BroadcastLoss, 0, 1, "it is a share");
        Real("publish_share", PublishShare, 0, 1, "it is a share");
        Real("isolation_compliance", IsolationCompliance, 0, 1, "it is a share");
        Whole("isolation_delay", IsolationDelay, 0, MaxTicks, "these are ticks");
        Whole("isolation_ticks", IsolationTicks, 1, MaxTicks, "these are ticks");
        if (!Enum.IsDefined(Tracing)) problems.Add(new ParameterProblem("tracing", (int)Tracing, 0, 2, "it is none, central or private"));
        if (!Enum.IsDefined(Movement)) problems.Add(new ParameterProblem("movement", (int)Movement, 0, 1, "it is waypoint or walk"));
        return problems;
    }

    /// <summary>What is wrong with going on with these values in a run that had others: its field may grow, but not shrink, because people and their goals are on it.</summary>
    public IReadOnlyList<ParameterProblem> ProblemsAfter(SimulationParameters before)
    {
        var problems = new List<ParameterProblem>();
        const string Reason = "the field of a run that goes on does not become smaller, people could be outside";
        if (FieldWidth < before.FieldWidth) problems.Add(new ParameterProblem("field_width", FieldWidth, before.FieldWidth, MaxSide, Reason));
        if (FieldHeight < before.FieldHeight) problems.Add(new ParameterProblem("field_height", FieldHeight, before.FieldHeight, MaxSide, Reason));
        return problems;
    }

    /// <summary>Ends with what is wrong with the values.</summary>
    /// <exception cref="ArgumentException">A value is out of its bounds; the message names all of them.</exception>
    public void Check()
    {
        IReadOnlyList<ParameterProblem> problems = Problems();
        if (problems.Count > 0) throw new ArgumentException(string.Join("; ", problems));
    }
}
