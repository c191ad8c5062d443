using System.CommandLine;
using Vicinity.Contacts;
using Vicinity.Gateway.Contacts;

namespace Vicinity.Cli;

/// <summary>Contacts: the crowd that <c>up</c> shows, and the commands that run people.</summary>
/// <param name="demo">Whether applications show a demo that nothing else is said of.</param>
internal sealed class ContactsApplication(Option<string> demo) : IApplication
{
    private const int DemoPeople = 300;
    private const int DemoLifetime = 400;

    private readonly Option<string> _demo = new Option<string>("--contacts-demo") { Description = $"on: a crowd of {DemoPeople} people among whom an infection spreads; off: nobody is there until somebody reports (default: as --demo)" }.OneOf("on", "off");
    private readonly Option<int?> _people = new Option<int?>("--contacts-people") { Description = "People of the crowd; 0 for none" }.Between(0, Crowd.MaxPeople, "each reports once a tick");
    private readonly Option<string?> _parameters = new("--contacts-parameters") { Description = "JSON file with parameters of the crowd, with the names of the original program (field_width, zombie_lifetime, …)" };

    public string Name => "contacts";

    public IReadOnlyList<Option> Options => [_demo, _people, _parameters];

    public IReadOnlyList<Option> SharedOptions => [demo];

    public IReadOnlyList<string> Examples => ["vicinity up --contacts-people 2000 --contacts-parameters default_config.json"];

    public IReadOnlyList<Command> Commands => [];

    public Func<Engine, ComposedApplication> Prepare(ParseResult parsed)
    {
        bool on = (parsed.GetValue(_demo) ?? parsed.GetValue(demo)) == "on";
        ContactsOptions Overrule(ContactsOptions o)
        {
            bool isDemo = on && o.CrowdPeople == 0 && parsed.GetValue(_people) is null;
            int people = parsed.GetValue(_people) ?? (isDemo ? DemoPeople : o.CrowdPeople);
            SimulationParameters parameters = parsed.GetValue(_parameters) is { } path ? ContactsSettings.ReadParameters(_parameters.Name, path) : o.Parameters;
            if (isDemo && parameters == new SimulationParameters()) parameters = parameters with { Lifetime = DemoLifetime };
            return o with { Parameters = parameters, CrowdPeople = people, CrowdInfected = Math.Min(o.CrowdInfected, people) };
        }
        ContactsOptions options = ContactsSettings.Load(Overrule, SettingProblems.Written(parsed, (nameof(ContactsOptions.CrowdPeople), _people)));
        return engine => Compose(options with { BootstrapServers = engine.BootstrapServers });
    }

    /// <summary>The application with settings that were checked.</summary>
    public static ComposedApplication Compose(ContactsOptions options)
    {
        var part = new ContactsPart(options);
        return new ComposedApplication(part)
        {
            Says = options.CrowdPeople == 0 ? "waits for people to report" : $"a crowd of {Counted.Of(options.CrowdPeople, "person", "people")}, among whom an infection spreads",
            Rates = () => part.Summary is { } counts ? $"{Counted.Of(counts.All - counts.Dead, "person", "people")}, {counts.Infected:N0} infected" : null,
        };
    }
}
