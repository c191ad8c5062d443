using System.Globalization;

namespace Vicinity.Contacts.Postgres.Tests;

/// <summary>What the database holds after some reports, computed plainly: all of them at once, point by point.</summary>
internal sealed class ExpectedState
{
    private const long Pause = 3 * 3600 * 1000;

    /// <summary>Rows of <see cref="PeopleSql"/>.</summary>
    public string[] People { get; }

    /// <summary>Rows of <see cref="ContactsSql"/>.</summary>
    public string[] Contacts { get; }

    /// <summary>Rows of <see cref="InfectionsSql"/>.</summary>
    public string[] Infections { get; }

    public const string PeopleSql = "select s.name, p.id, (extract(epoch from p.time) * 1000)::bigint, p.health, p.body->>'uuid', (p.body->>'alive')::boolean from contacts.people p join contacts.simulations s on s.id = p.simulation";

    public const string ContactsSql =
        "select s.name, c.person, c.other, (extract(epoch from c.begun) * 1000)::bigint, (extract(epoch from c.ended) * 1000)::bigint, c.first_tick, c.last_tick, c.closest from contacts.contacts c join contacts.simulations s on s.id = c.simulation";

    public const string InfectionsSql = "select s.name, i.person, (extract(epoch from i.time) * 1000)::bigint, i.source, i.told from contacts.infections i join contacts.simulations s on s.id = i.simulation";

    /// <param name="reports">The reports, those of a person in the order of the log.</param>
    public ExpectedState(IEnumerable<PersonMessage> reports)
    {
        PersonMessage[] all = [.. reports];
        var people = new List<string>();
        var infections = new List<string>();
        foreach (var person in all.GroupBy(r => (Simulation: r.Simulation ?? "devices", r.Person)))
        {
            PersonMessage? latest = null;
            foreach (PersonMessage report in person)
            {
                if (latest is { Alive: false } || report.Time <= latest?.Time) continue;
                bool catches = report.Condition is Health.Exposed or Health.Infected && (latest is null || latest.Condition is Health.Susceptible or Health.Immune);
                if (catches)
                {
                    Guid? source = report.InfectedBy ?? (latest is null ? null : report.Contacts.Where(c => c.Infected == true).OrderBy(c => c.Distance ?? 0).ThenByDescending(c => c.Time).Select(c => (Guid?)c.Person).FirstOrDefault());
                    infections.Add(Row(person.Key.Simulation, person.Key.Person, report.Time, source, report.InfectedBy is not null));
                }
                latest = report;
            }
            people.Add(Row(person.Key.Simulation, person.Key.Person, latest!.Time, (int)latest.Condition, person.Key.Person, latest.Alive));
        }
        var points =
            from report in all
            from heard in report.Contacts
            where heard.Person != report.Person
            group (Tick: (long?)report.Tick ?? heard.Time / 1000, heard.Time, heard.Distance) by (Simulation: report.Simulation ?? "devices", report.Person, Other: heard.Person);
        var contacts = new List<string>();
        foreach (var pair in points)
        {
            var interval = new List<(long Tick, long Time, double? Distance)>();
            void Close()
            {
                if (interval.Count > 0) contacts.Add(Row(pair.Key.Simulation, pair.Key.Person, pair.Key.Other, interval.Min(p => p.Time), interval.Max(p => p.Time), interval.Min(p => p.Tick), interval.Max(p => p.Tick), interval.Min(p => p.Distance)));
                interval.Clear();
            }
            foreach (var point in pair.OrderBy(p => p.Tick).ThenBy(p => p.Time))
            {
                if (interval.Count > 0 && (point.Tick - interval.Max(p => p.Tick) > 2 || point.Time - interval.Max(p => p.Time) > Pause)) Close();
                interval.Add(point);
            }
            Close();
        }
        (People, Contacts, Infections) = (Sorted(people), Sorted(contacts), Sorted(infections));
    }

    /// <summary>Asks the database and compares.</summary>
    public async Task ShouldBeInAsync(TestDatabase database)
    {
        (await database.RowsAsync(PeopleSql)).ShouldBe(People);
        (await database.RowsAsync(ContactsSql)).ShouldBe(Contacts);
        (await database.RowsAsync(InfectionsSql)).ShouldBe(Infections);
    }

    private static string[] Sorted(List<string> rows) => [.. rows.Order(StringComparer.Ordinal)];

    private static string Row(params object?[] values) => string.Join("|", values.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture)));
}
