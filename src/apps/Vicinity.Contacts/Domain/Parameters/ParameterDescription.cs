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
    ];

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
