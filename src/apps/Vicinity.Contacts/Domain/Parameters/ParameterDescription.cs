namespace Vicinity.Contacts;

/// <summary>A parameter for people who choose its value: what it is, in which bounds, and the values between which a slider is useful.</summary>
/// <param name="Name">Its name in JSON, the original program's where that has it.</param>
/// <param name="Group">What it belongs to.</param>
/// <param name="Title">A few words.</param>
/// <param name="Description">A sentence.</param>
/// <param name="Unit">Its unit; empty for none.</param>
/// <param name="Kind">What values it takes.</param>
/// <param name="Least">The least value.</param>
/// <param name="Most">The largest value.</param>
/// <param name="Usual">The largest value that people usually want, for a slider.</param>
public sealed record ParameterDescription(string Name, string Group, string Title, string Description, string Unit, ParameterKind Kind, double Least, double Most, double Usual)
{
    private const string Ground = "Field";
    private const string Moving = "Movement";
    private const string Infecting = "Infection";
    private const string Immune = "Immunity";
    private const string Testing = "App and tests";
    private const string Finding = "Tracing";
    private const string Isolating = "Isolation";

    /// <summary>All parameters of a simulation, in the order in which a form shows them.</summary>
    public static IReadOnlyList<ParameterDescription> All { get; } =
    [
        Whole("field_width", Ground, "Field width", "Largest x of the field.", "units", 1, SimulationParameters.MaxSide, 500),
        Whole("field_height", Ground, "Field height", "Largest y of the field.", "units", 1, SimulationParameters.MaxSide, 500),
        Whole("scale_factor", Ground, "Scale", "Pixels a unit takes on the original program's page.", "pixels", 1, 1_000, 20),
        Whole("zombie_lifetime", Ground, "Lifetime", "Ticks that a person lives; 0 for no end.", "ticks", 0, SimulationParameters.MaxTicks, 1_000),
        new("movement", Moving, "Movement", "Waypoint: to a goal, then to the next. Walk: a step in any direction.", "", ParameterKind.Choice, 0, 1, 1) { Choices = [nameof(Movement.Waypoint), nameof(Movement.Walk)] },
        Truth("infected_move", Moving, "Infected people move", "Whether infected people go on moving; in the original they stand still."),
        Real("avoidance_radius", Moving, "Keep away", "Distance at which people keep away from those whom they can see to be infected; 0: they do not.", "units", 0, SimulationParameters.MaxRadius, 20),
        Real("infection_radius", Infecting, "Radius", "Distance up to which two people are in contact.", "units", 0, SimulationParameters.MaxRadius, 20),
        Share("infection_probability", Infecting, "Probability", "Probability that one tick of contact at distance 0 infects."),
        Real("distance_falloff", Infecting, "Fall with distance", "How fast the probability falls with distance; 0: not at all.", "", 0, 100, 5),
        Whole("infection_cooldown", Infecting, "Infected for", "An infected person is infected for one tick more than this, then immune as long.", "ticks", 0, SimulationParameters.MaxTicks - 1, 200),
        Whole("incubation", Infecting, "Incubation", "Ticks that a person is exposed before it infects others.", "ticks", 0, SimulationParameters.MaxTicks, 100),
        Share("asymptomatic_share", Infecting, "Without symptoms", "Share of the infections that nobody notices."),
        Share("initially_immune_share", Immune, "Immune from the start", "Share of the people who are immune when they come."),
        Truth("immune_for_life", Immune, "Immune for life", "Whether immunity never ends."),
        Share("vaccinated_share", Immune, "Vaccinated", "Share of the people who are vaccinated."),
        Share("vaccine_efficacy", Immune, "Vaccine efficacy", "Share of the infections of vaccinated people that the vaccination prevents."),
        Share("app_share", Testing, "With the app", "Share of the people who have the app; without it nobody is tested or notified."),
        Whole("tests_per_day", Testing, "Tests a day", "Tests that can be made in a day; 0: none, and nothing is done about the infection.", "tests", 0, Crowd.MaxPeople, 200),
        Whole("test_delay", Testing, "Time to the result", "Ticks from a test to its result.", "ticks", 0, SimulationParameters.MaxTicks, 100),
        Truth("test_notified", Testing, "Test the notified", "Whether notified people are tested, too, after those who have symptoms."),
        Whole("ticks_per_day", Testing, "Ticks of a day", "Ticks of a day, by which tests are counted and keys published.", "ticks", 1, SimulationParameters.MaxTicksPerDay, 200),
        new("tracing", Finding, "Tracing", "None; central: all contacts are reported; private: people publish keys, and devices look for what they have heard.", "", ParameterKind.Choice, 0, 2, 2)
        {
            Choices = [nameof(TracingMode.None), nameof(TracingMode.Central), nameof(TracingMode.Private)],
        },
        Whole("tracing_ticks", Finding, "Traced time", "Ticks before a positive result of which contacts are notified.", "ticks", 1, SimulationParameters.MaxTracingTicks, 500),
        Whole("exposure_ticks", Finding, "Least exposure", "Ticks of contact from which somebody is notified.", "ticks", 1, SimulationParameters.MaxTracingTicks, 50),
        Real("exposure_distance", Finding, "Exposure distance", "Distance up to which a contact counts for being notified; 0: all do.", "units", 0, SimulationParameters.MaxRadius, 20),
        Share("broadcast_loss", Finding, "Lost broadcasts", "Share of the broadcasts that a device within the radius does not hear."),
        Share("publish_share", Finding, "Publish their keys", "Share of the positive people who publish their keys, where tracing is private."),
        Share("isolation_compliance", Isolating, "Comply", "Share of the people who isolate when they are positive or notified."),
        Whole("isolation_delay", Isolating, "Delay", "Ticks from being notified to isolating.", "ticks", 0, SimulationParameters.MaxTicks, 100),
        Whole("isolation_ticks", Isolating, "Isolation", "Ticks of an isolation.", "ticks", 1, SimulationParameters.MaxTicks, 500),
        Truth("isolated_meet", Isolating, "Isolated people meet others", "Whether isolated people, who never move, can still be met."),
    ];

    /// <summary>Whether it says what is done about an infection, which crowds alone simulate.</summary>
    public bool IsIntervention => Group is Testing or Finding or Isolating;

    /// <summary>The words that it takes; empty unless it is a choice.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>What values are wanted, in words.</summary>
    public string Wanted => Kind switch
    {
        ParameterKind.Integer => "a whole number",
        ParameterKind.Boolean => "true or false",
        ParameterKind.Choice => string.Join(" or ", Choices),
        _ => "a number",
    };

    private static ParameterDescription Whole(string name, string group, string title, string description, string unit, int least, int most, int usual) =>
        new(name, group, title, description, unit, ParameterKind.Integer, least, most, usual);

    private static ParameterDescription Real(string name, string group, string title, string description, string unit, double least, double most, double usual) =>
        new(name, group, title, description, unit, ParameterKind.Number, least, most, usual);

    private static ParameterDescription Share(string name, string group, string title, string description) =>
        new(name, group, title, description, "", ParameterKind.Share, 0, 1, 1);

    private static ParameterDescription Truth(string name, string group, string title, string description) =>
        new(name, group, title, description, "", ParameterKind.Boolean, 0, 1, 1);
}
