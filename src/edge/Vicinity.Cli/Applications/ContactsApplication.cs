using System.CommandLine;
using Vicinity.Contacts;
using Vicinity.Contacts.Postgres;
using Vicinity.Gateway.Contacts;

namespace Vicinity.Cli;

/// <summary>Contacts: the crowd that <c>up</c> shows, and the commands that run people.</summary>
/// <param name="demo">Whether applications show a demo that nothing else is said of.</param>
internal sealed class ContactsApplication(Option<string> demo) : IApplication
{
    private const int DemoPeople = 300;
    // With these an infection spreads among that many people on the usual field, and stays: with the original's radius it often dies out within a minute.
    private const int DemoLifetime = 400;
    private const double DemoRadius = 3;
    private const int DemoIncubation = 4;

    private readonly Option<string> _demo = new Option<string>("--contacts-demo") { Description = $"on: a crowd of {DemoPeople} people among whom an infection spreads; off: nobody is there until somebody reports (default: as --demo)" }.OneOf("on", "off");
    private readonly Option<int?> _people = new Option<int?>("--contacts-people") { Description = $"People of the crowd; 0 for none. More than {CrowdField.UsualPeople} get a larger field, unless one is given" }.Between(0, Crowd.MaxPeople, "each reports once a tick");
    private readonly Option<string?> _parameters = new("--contacts-parameters") { Description = "JSON file with parameters of the crowd, with the names of the original program (field_width, zombie_lifetime, …)" };

    private readonly Option<string?> _store = new("--contacts-store", "--store") { Description = "Keep people, contacts and infections in this PostgreSQL database too: 'Host=…;Port=…;Database=…;Username=…;Password=…'" };

    public string Name => "contacts";

    public IReadOnlyList<Option> Options => [_demo, _people, _parameters, _store];

    public IReadOnlyList<Option> SharedOptions => [demo];

    public IReadOnlyList<string> Examples => ["vicinity up --contacts-people 2000 --contacts-parameters default_config.json", "vicinity up --store 'Host=127.0.0.1;Database=vicinity;Username=vicinity'"];

    public IReadOnlyList<Command> Commands => [ContactsCommand.Create()];

    public Func<Engine, ComposedApplication> Prepare(ParseResult parsed)
    {
        bool on = (parsed.GetValue(_demo) ?? parsed.GetValue(demo)) == "on";
        ContactsOptions Overrule(ContactsOptions o)
        {
            bool isDemo = on && o.CrowdPeople == 0 && parsed.GetValue(_people) is null;
            int people = parsed.GetValue(_people) ?? (isDemo ? DemoPeople : o.CrowdPeople);
            SimulationParameters parameters = parsed.GetValue(_parameters) is { } path ? ContactsSettings.ReadParameters(_parameters.Name, path) : o.Parameters;
            if (isDemo && parameters == new SimulationParameters()) parameters = parameters with { Lifetime = DemoLifetime, InfectionRadius = DemoRadius, Incubation = DemoIncubation };
            parameters = CrowdField.For(parameters, people, isGiven: parsed.GetValue(_parameters) is not null);
            return o with { Parameters = parameters, CrowdPeople = people, CrowdInfected = Math.Min(o.CrowdInfected, people), Store = parsed.GetValue(_store) ?? o.Store };
        }
        ContactsOptions options = ContactsSettings.Load(Overrule, SettingProblems.Written(parsed, (nameof(ContactsOptions.CrowdPeople), _people)));
        ContactsSettings.CheckStore(parsed.GetResult(_store) is null ? nameof(ContactsOptions.Store) : _store.Name, options);
        return engine => Compose(options with { BootstrapServers = engine.BootstrapServers });
    }

    /// <summary>The application with settings that were checked.</summary>
    public static ComposedApplication Compose(ContactsOptions options)
    {
        var part = new ContactsPart(options) { Store = services => services.AddContactsStore(options) };
        return new ComposedApplication(part)
        {
            Says = Says(options),
            Rates = () => part.Summary is { } counts ? $"{Counted.Of(counts.All - counts.Dead, "person", "people")}, {counts.Infected:N0} infected" : null,
        };
    }

    private static string Says(ContactsOptions options)
    {
        string people = options.CrowdPeople == 0 ? "waits for people to report" : $"a crowd of {Counted.Of(options.CrowdPeople, "person", "people")}, among whom an infection spreads{CrowdField.Warning(options.Parameters, options.CrowdPeople) switch { { } crowded => $"; {crowded}", null => "" }}";
        return options.Store.Length == 0 ? people : $"{people}; kept in PostgreSQL at {StoreConnection.Parse(options.Store)}";
    }
}
