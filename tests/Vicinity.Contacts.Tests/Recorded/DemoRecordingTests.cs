using Vicinity.Feeds;

namespace Vicinity.Contacts.Tests;

/// <summary>The recording that comes with the program.</summary>
public sealed class DemoRecordingTests
{
    private static readonly RecordingOptions s_options = new() { Simulation = DemoRecording.Name, Infected = new HashSet<int> { 7 } };

    [Fact]
    public void Twenty_people_cross_a_square_for_five_minutes()
    {
        RecordingOutline outline = RecordingReader.Look(DemoRecording.Open(), s_options);

        outline.ShouldBe(new RecordingOutline(RecordingKind.Positions, 6_000, 20, 300, 299, 0, 0, 24, 24) { LastSeen = outline.LastSeen });
        outline.LastSeen.Values.ShouldBe(Enumerable.Repeat(299_000L, 20), "nobody leaves before the end");
        outline.TickMs(slotSeconds: 20, speed: 1).ShouldBe(1_000);
        outline.TickMs(slotSeconds: 20, speed: 10).ShouldBe(100);
        outline.TickMs(slotSeconds: 20, speed: double.PositiveInfinity).ShouldBe(Run.LeastTickMs);
    }

    [Fact]
    public void It_is_the_crowd_that_its_description_names()
    {
        Crowd crowd = new RunPlan { People = 20, Seed = 20, Parameters = new SimulationParameters { FieldWidth = 24, FieldHeight = 24, Lifetime = 0 } }.Begin();
        using var rows = new RecordedRows(DemoRecording.Open(), s_options.MaxLineLength);
        for (int second = 0; second < 300; second++)
        {
            crowd.Step();
            var places = new List<(double X, double Y)>();
            for (int i = 0; i < crowd.People.Length; i++)
            {
                rows.TryRead(out RecordedRow row).ShouldBeTrue();
                row.Time.ShouldBe(second * 1000L);
                places.Add((row.X, row.Y));
            }
            places.Order().ShouldBe(crowd.People.ToArray().Select(p => ((double)p.At.X, (double)p.At.Y)).Order());
        }
    }

    [Fact]
    public void An_infection_that_one_of_them_brings_spreads()
    {
        RecordingOutline outline = RecordingReader.Look(DemoRecording.Open(), s_options);
        using RecordingReader reader = RecordingReader.Open(DemoRecording.Open(), outline, s_options);
        int reports = 0;
        while (reader.TryRead(out _)) reports++;

        reports.ShouldBe(6_000);
        reader.Report.BadRows.ShouldBe(0);
        reader.Reached.ShouldBeGreaterThan(10);
    }
}
