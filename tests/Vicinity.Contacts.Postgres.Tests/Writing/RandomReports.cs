namespace Vicinity.Contacts.Postgres.Tests;

/// <summary>Reports of some people who meet and fall ill, from a seed: with pauses, late contacts and repetitions.</summary>
internal static class RandomReports
{
    /// <param name="seed">Decides everything.</param>
    /// <param name="people">How many.</param>
    /// <param name="ticks">How many reports of each.</param>
    /// <param name="start">When they begin, in Unix milliseconds.</param>
    /// <param name="simulation">Name of the simulation; null for devices, which have no ticks.</param>
    public static List<PersonMessage> Make(int seed, int people, int ticks, long start, string? simulation)
    {
        var random = new Random(seed);
        Guid[] ids = [.. Enumerable.Range(0, people).Select(_ => { byte[] bytes = new byte[16]; random.NextBytes(bytes); return new Guid(bytes); })];
        var reports = new List<PersonMessage>();
        var kept = new List<Heard>[people];
        for (int i = 0; i < people; i++) kept[i] = [];
        for (int tick = 0; tick < ticks; tick++)
        {
            long time = start + tick * 1000L;
            for (int i = 0; i < people; i++)
            {
                // A device that is silent tells later whom it heard.
                for (int j = 0; j < people; j++)
                {
                    if (j != i && random.Next(3) == 0 && (tick / 7 + i + j) % 3 == 0) kept[i].Add(new Heard(ids[j], time + random.Next(500), random.Next(4) == 0 ? null : Math.Round(random.NextDouble() * 2, 3), random.Next(3) == 0));
                }
                if (simulation is null && random.Next(5) == 0) continue;
                Health health = (Health)random.Next(4);
                bool dies = tick == ticks - 1 && i % 4 == 0;
                var report = new PersonMessage
                {
                    Person = ids[i],
                    X = random.Next(100),
                    Y = random.Next(100),
                    Infected = health == Health.Infected,
                    Alive = !dies,
                    Time = time,
                    Health = health,
                    Simulation = simulation,
                    Tick = simulation is null ? null : tick,
                    InfectedBy = health == Health.Infected && random.Next(3) == 0 ? ids[random.Next(people)] : null,
                    Contacts = [.. kept[i]],
                };
                kept[i].Clear();
                reports.Add(report);
                if (random.Next(10) == 0) reports.Add(report);
                if (random.Next(20) == 0 && reports.Count > 30) reports.Add(reports[^random.Next(1, 30)]);
            }
        }
        return reports;
    }
}
