namespace Vicinity.Contacts.Tests;

/// <summary>Recorded pedestrians: who was near whom, beside what their READMEs found by comparing all with all.</summary>
public sealed class PedestrianTests
{
    [Theory]
    [InlineData("eth-pedestrians", "eth.csv.gz", 1.0, 2279, 281, 379, 260)]
    [InlineData("eth-pedestrians", "eth.csv.gz", 1.5, 4595, 607, 665, 321)]
    [InlineData("eth-pedestrians", "eth.csv.gz", 2.0, 6964, 926, 977, 334)]
    [InlineData("zara01-pedestrians", "zara01.csv.gz", 1.0, 1496, 140, 174, 133)]
    [InlineData("zara01-pedestrians", "zara01.csv.gz", 1.5, 2679, 248, 258, 145)]
    [InlineData("zara01-pedestrians", "zara01.csv.gz", 2.0, 3640, 348, 357, 147)]
    public void Contacts_pairs_and_meetings_are_those_of_the_ground_truth(string name, string file, double radius, int contacts, int pairs, int meetings, int people)
    {
        (MeetingLog log, int found) = Meet(RecordedContacts.Frames(name, file), radius);
        Meeting[] all = [.. log.All];

        found.ShouldBe(contacts);
        all.Sum(m => m.Ticks).ShouldBe(contacts);
        all.Select(m => (m.One, m.Other)).Distinct().Count().ShouldBe(pairs);
        all.Length.ShouldBe(meetings);
        all.SelectMany(m => (int[])[m.One, m.Other]).Distinct().Count().ShouldBe(people);
        all.ShouldAllBe(m => m.Closest <= radius);
    }

    [Theory]
    [InlineData("eth-pedestrians", "eth.csv.gz", 1, 7)]
    [InlineData("eth-pedestrians", "eth.csv.gz", 2, 7)]
    [InlineData("eth-pedestrians", "eth.csv.gz", 3, 6)]
    [InlineData("zara01-pedestrians", "zara01.csv.gz", 1, 37)]
    [InlineData("zara01-pedestrians", "zara01.csv.gz", 2, 37)]
    [InlineData("zara01-pedestrians", "zara01.csv.gz", 3, 37)]
    public void As_many_are_reached_from_a_person_as_the_ground_truth_says(string name, string file, int person, int reached)
    {
        List<(int Person, double X, double Y)[]> frames = RecordedContacts.Frames(name, file);
        (MeetingLog log, _) = Meet(frames, 2);
        int first = frames.FindIndex(f => f.Any(p => p.Person == person));

        Trace trace = Tracer.Forward(log, person, first - 1, Tracer.MaxDepth);

        trace.Steps.Select(s => s.Person).Distinct().Count().ShouldBe(reached);
    }

    private static (MeetingLog Log, int Contacts) Meet(List<(int Person, double X, double Y)[]> frames, double radius)
    {
        var grid = new NeighbourGrid();
        var log = new MeetingLog();
        int contacts = 0;
        for (int tick = 0; tick < frames.Count; tick++)
        {
            var found = new List<(int, int, double)>();
            var collector = new Collector(found);
            grid.Pairs(new Points(frames[tick]), radius, ref collector);
            foreach ((int one, int other, double distance) in found) log.TryAdd(frames[tick][one].Person, frames[tick][other].Person, tick, distance);
            contacts += found.Count;
        }
        return (log, contacts);
    }

    private readonly struct Points((int Person, double X, double Y)[] people) : IPointSource
    {
        public int Count => people.Length;

        public bool TryGet(int number, out double x, out double y)
        {
            (_, x, y) = people[number];
            return true;
        }
    }

    private readonly struct Collector(List<(int, int, double)> found) : IPairVisitor
    {
        public void Visit(int one, int other, double squaredDistance) => found.Add((one, other, squaredDistance));
    }
}
