using Vicinity.Feeds;

namespace Vicinity.Contacts.Tests;

/// <summary>Recorded people as reports: what the reports say is compared with what the recordings' READMEs found by comparing all with all.</summary>
public sealed class RecordingReaderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vicinity-recording-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("eth-pedestrians/eth.csv.gz", 1.0, 8908, 360, 2279, 281, 379, 260)]
    [InlineData("eth-pedestrians/eth.csv.gz", 1.5, 8908, 360, 4595, 607, 665, 321)]
    [InlineData("eth-pedestrians/eth.csv.gz", 2.0, 8908, 360, 6964, 926, 977, 334)]
    [InlineData("zara01-pedestrians/zara01.csv.gz", 1.0, 5024, 148, 1496, 140, 174, 133)]
    [InlineData("zara01-pedestrians/zara01.csv.gz", 1.5, 5024, 148, 2679, 248, 258, 145)]
    [InlineData("zara01-pedestrians/zara01.csv.gz", 2.0, 5024, 148, 3640, 348, 357, 147)]
    public void The_contacts_that_pedestrians_report_are_those_of_the_ground_truth(string file, double radius, int rows, int people, int samples, int pairs, int episodes, int met)
    {
        (RecordingOutline outline, List<PersonMessage> reports, _) = Read(RecordedTraces.Path(file), new SimulationParameters { InfectionRadius = radius });
        MeetingLog log = Meet(reports, out int contacts);

        (outline.Kind, outline.Rows, outline.People).ShouldBe((RecordingKind.Positions, rows, people));
        reports.Count.ShouldBe(rows);
        contacts.ShouldBe(samples * 2, "both report a contact");
        log.All.Select(m => (m.One, m.Other)).Distinct().Count().ShouldBe(pairs);
        log.Count.ShouldBe(episodes);
        reports.Where(r => r.Contacts.Count > 0).Select(r => r.Person).Distinct().Count().ShouldBe(met);
        reports.ShouldAllBe(r => r.X >= 0 && r.Y >= 0 && r.X <= outline.Width + 0.001 && r.Y <= outline.Height + 0.001);
        reports.SelectMany(r => r.Contacts).ShouldAllBe(c => c.Distance <= radius);
    }

    [Theory]
    [InlineData("hospital-contacts", 32424, 75, 14037, 1139)]
    [InlineData("workplace-contacts", 9827, 92, 4592, 755)]
    public void The_contacts_that_badges_report_are_those_of_the_ground_truth(string folder, int rows, int people, int episodes, int pairs)
    {
        (RecordingOutline outline, List<PersonMessage> reports, _) = Read(RecordedTraces.Path(Path.Combine(folder, "contacts.csv.gz")));
        MeetingLog log = Meet(reports, out int contacts);

        (outline.Kind, outline.Rows, outline.People).ShouldBe((RecordingKind.Contacts, rows, people));
        contacts.ShouldBe(rows * 2);
        log.Count.ShouldBe(episodes);
        log.All.Select(m => (m.One, m.Other)).Distinct().Count().ShouldBe(pairs);
        reports.SelectMany(r => r.Contacts).ShouldAllBe(c => c.Distance == null);
        reports.Select(r => (r.X, r.Y)).Distinct().Count().ShouldBe(people, "each person has a place of its own");
    }

    [Theory]
    [InlineData("eth-pedestrians/eth.csv.gz", 1, 7)]
    [InlineData("eth-pedestrians/eth.csv.gz", 3, 6)]
    [InlineData("zara01-pedestrians/zara01.csv.gz", 1, 37)]
    [InlineData("zara01-pedestrians/zara01.csv.gz", 3, 37)]
    [InlineData("hospital-contacts/contacts.csv.gz", 1098, 75)]
    [InlineData("hospital-contacts/contacts.csv.gz", 1100, 72)]
    [InlineData("workplace-contacts/contacts.csv.gz", 15, 92)]
    public void A_certain_infection_without_end_reaches_as_many_as_the_ground_truth_says(string file, int person, int reached)
    {
        (_, List<PersonMessage> reports, int infected) = Read(RecordedTraces.Path(file), new SimulationParameters { InfectionCooldown = 100_000_000 }, person);

        infected.ShouldBe(reached);
        reports.Count(r => r.InfectedBy is not null).ShouldBe(reached - 1, "who infected whom is told once");
        var first = reports.Where(r => r.Infected).GroupBy(r => r.Person).ToDictionary(g => g.Key, g => g.Min(r => r.Tick));
        // Whoever was infected before the recording infects others at its first moment already.
        Guid seed = PersonIds.Of("recorded", person);
        foreach (PersonMessage report in reports.Where(r => r.InfectedBy is { } source && source != seed)) first[report.InfectedBy!.Value]!.Value.ShouldBeLessThan(report.Tick!.Value, "no effect comes before its cause");
    }

    [Fact]
    public void Somebody_who_is_infected_is_immune_after_as_long_and_then_susceptible_as_by_the_rules_of_the_original()
    {
        string rows = string.Concat(Enumerable.Range(0, 12).Select(i => FormattableString.Invariant($"{i * 20},1,2\n")));
        (_, List<PersonMessage> reports, _) = Read(Write("t_s,i,j\n" + rows), new SimulationParameters { InfectionCooldown = 2 }, 1);

        reports.Where(r => r.Person == PersonIds.Of("recorded", 1)).Select(r => r.Health).ShouldBe(
            [Health.Infected, Health.Infected, Health.Infected, Health.Immune, Health.Immune, Health.Immune, Health.Susceptible, Health.Susceptible, Health.Susceptible, Health.Susceptible, Health.Susceptible, Health.Susceptible]);
    }

    [Fact]
    public void What_cannot_be_used_is_counted_and_named_and_ends_nothing()
    {
        string file = Write("frame,T,ID,X,Y\n1,0,1,1,1\n1,0,1,2,2\n1,0,two,1,1\n1,0,2,NaN,1\n1,0,3,1.5\n2,0.4,1,1,1\n1,0.2,2,1,1\n2,later,1,1,1\n2,0.4,2,1e9,1\n2,0.4,2,1.5,1\n\n2,0.4,-3,1,1\n");
        RecordingOptions options = new() { Simulation = "recorded" };
        using RecordingReader reader = RecordingReader.Open(file, RecordingReader.Look(file, options), options);
        var reports = new List<PersonMessage>();
        while (reader.TryRead(out TraceRow<PersonMessage> row)) reports.Add(row.Value);

        reports.Select(r => (r.Tick, r.Contacts.Count)).ShouldBe([(0, 0), (1, 1), (1, 1)]);
        reader.Report.BadRows.ShouldBe(8);
        reader.Report.Problems.Select(p => p.ToString()).ShouldBe(
        [
            "line 3: person 1 is at this moment twice",
            "line 4: the person 'two' is not a whole number from 0",
            "line 5: the place ('NaN', '1') is not two numbers between -1000000 and 1000000",
            "line 6: 4 fields where 5 are needed",
            "line 8: its time lies 0.2 s before that of a row above it: rows have to be in the order of time",
            "line 9: the time 'later' is not a number of seconds up to 1000000000",
            "line 10: the place ('1e9', '1') is not two numbers between -1000000 and 1000000",
            "line 13: the person '-3' is not a whole number from 0",
        ]);
    }

    [Theory]
    [InlineData("", "recorded positions have a time")]
    [InlineData("a,b,c\n1,2,3\n", "recorded positions have a time")]
    [InlineData("t_s,i,j\n", "there is no row that can be used")]
    [InlineData("t_s,i,j\n20,1,1\n", "line 2: person 1 meets itself")]
    public void What_is_no_recording_of_people_is_refused_with_what_would_be_one(string text, string reason) =>
        Should.Throw<TraceFormatException>(() => RecordingReader.Look(Write(text), new RecordingOptions { Simulation = "recorded" })).Message.ShouldContain(reason);

    [Fact]
    public void Nothing_but_reports_and_refusals_comes_of_damaged_files()
    {
        var random = new Random(8);
        byte[] whole = System.Text.Encoding.UTF8.GetBytes("t_s,person_id,x_m,y_m\n" + string.Concat(Enumerable.Range(0, 60).Select(i => FormattableString.Invariant($"{i / 3},{i % 3},{i % 7}.5,{i % 5}\n"))));
        int read = 0;
        for (int round = 0; round < 400; round++)
        {
            byte[] damaged = [.. whole.AsSpan(0, random.Next(4) == 0 ? random.Next(whole.Length) : whole.Length)];
            for (int i = random.Next(6); i > 0 && damaged.Length > 0; i--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            string file = Path.Combine(_folder.FullName, "damaged.csv");
            File.WriteAllBytes(file, damaged);
            RecordingOptions options = new() { Simulation = "recorded" };
            try
            {
                using RecordingReader reader = RecordingReader.Open(file, RecordingReader.Look(file, options), options);
                while (reader.TryRead(out TraceRow<PersonMessage> row))
                {
                    double.IsFinite(row.Value.X + row.Value.Y).ShouldBeTrue();
                    read++;
                }
            }
            catch (TraceFormatException)
            {
                // Refused as a whole, which is right for a damaged header.
            }
        }
        read.ShouldBeGreaterThan(5_000);
    }

    [Fact]
    public void A_further_lap_goes_on_with_the_ticks()
    {
        string file = Write("t_s,i,j\n20,1,2\n40,1,2\n80,1,2\n");
        RecordingOptions options = new() { Simulation = "recorded" };
        RecordingOutline outline = RecordingReader.Look(file, options);
        using RecordingReader first = RecordingReader.Open(file, outline, options);
        Ticks(first).ShouldBe([0, 1, 3]);
        using RecordingReader second = RecordingReader.Open(file, outline, options, first.NextTick);
        Ticks(second).ShouldBe([4, 5, 7]);

        static int[] Ticks(RecordingReader reader)
        {
            var ticks = new List<int>();
            while (reader.TryRead(out TraceRow<PersonMessage> row)) ticks.Add(row.Value.Tick!.Value);
            return [.. ticks.Distinct()];
        }
    }

    [Theory]
    [InlineData("t_s,person_id,x_m,y_m\n0,1,0,0\n0,2,1,1\n1,1,0,1\n3,1,5,5\n3,2,2,1\n4,1,5,6\n", "0/False 0/False 1/False 2/False 2/True 3/True")]
    [InlineData("t_s,i,j\n0,1,2\n20,1,3\n60,2,3\n", "0/False 0/False 1/True 1/False 3/True 3/True")]
    public void Who_is_seen_for_the_last_time_leaves(string text, string expected)
    {
        var options = new RecordingOptions { Simulation = "recorded" };
        string file = Write(text);
        using RecordingReader reader = RecordingReader.Open(file, RecordingReader.Look(file, options), options);
        var told = new List<string>();
        while (reader.TryRead(out TraceRow<PersonMessage> row)) told.Add($"{row.Value.Tick}/{row.Value.Left}");
        string.Join(' ', told).ShouldBe(expected);
    }

    private static (RecordingOutline Outline, List<PersonMessage> Reports, int Reached) Read(string file, SimulationParameters? parameters = null, params int[] infected)
    {
        var options = new RecordingOptions { Simulation = "recorded", Parameters = parameters ?? new SimulationParameters(), Infected = infected.ToHashSet() };
        RecordingOutline outline = RecordingReader.Look(file, options);
        using RecordingReader reader = RecordingReader.Open(file, outline, options);
        var reports = new List<PersonMessage>();
        while (reader.TryRead(out TraceRow<PersonMessage> row)) reports.Add(row.Value);
        reader.Report.BadRows.ShouldBe(0);
        return (outline, reports, reader.Reached);
    }

    /// <summary>Meetings as a view makes them of reports, each contact told by both.</summary>
    private static MeetingLog Meet(List<PersonMessage> reports, out int contacts)
    {
        var numbers = new Dictionary<Guid, int>();
        foreach (PersonMessage report in reports) numbers.TryAdd(report.Person, numbers.Count);
        var log = new MeetingLog();
        contacts = 0;
        foreach (PersonMessage report in reports)
        {
            foreach (Heard heard in report.Contacts)
            {
                contacts++;
                log.TryAdd(numbers[report.Person], numbers[heard.Person], report.Tick!.Value, heard.Distance * heard.Distance ?? 0).ShouldBeTrue();
            }
        }
        return log;
    }

    private string Write(string text)
    {
        string file = Path.Combine(_folder.FullName, "recording.csv");
        File.WriteAllText(file, text);
        return file;
    }
}
