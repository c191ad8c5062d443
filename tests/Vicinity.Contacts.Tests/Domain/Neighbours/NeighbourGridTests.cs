namespace Vicinity.Contacts.Tests;

public sealed class NeighbourGridTests
{
    private readonly NeighbourGrid _grid = new();

    [Fact]
    public void It_finds_what_comparing_all_with_all_finds_on_random_fields()
    {
        var random = new Random(11);
        for (int round = 0; round < 400; round++)
        {
            int count = random.Next(0, 120);
            double wide = Math.Pow(10, random.Next(-3, 5)), high = round % 5 == 0 ? 0 : Math.Pow(10, random.Next(-3, 5)), radius = round % 7 == 0 ? 0 : Math.Pow(10, (random.NextDouble() * 5) - 2);
            bool whole = round % 3 == 0;
            var points = new (double X, double Y)?[count];
            for (int i = 0; i < count; i++)
            {
                if (random.Next(10) == 0) continue;
                (double x, double y) = ((random.NextDouble() - 0.5) * wide, (random.NextDouble() - 0.5) * high);
                points[i] = whole ? (Math.Round(x), Math.Round(y)) : (x, y);
            }
            Found(points, radius).ShouldBe(ByBruteForce(points, radius), $"round {round}, {count} points, {wide} by {high}, radius {radius}");
        }
    }

    [Fact]
    public void The_radius_itself_counts()
    {
        Found([(0, 0), (3, 4), (0, 5.000001)], 5).ShouldBe([(0, 1), (1, 2)]);
    }

    [Fact]
    public void Points_that_lie_on_one_another_are_neighbours()
    {
        Found([(7, 7), (7, 7), null, (7, 7)], 0).ShouldBe([(0, 1), (0, 3), (1, 3)]);
    }

    [Fact]
    public void Few_points_far_apart_take_little_memory()
    {
        Found([(0, 0), (1e15, 1e-9), (-1e15, 1e15)], 0.001).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void What_is_no_finite_number_is_refused(double value)
    {
        Should.Throw<ArgumentException>(() => Found([(0, 0), (value, 0)], 1)).Message.ShouldContain("of point 1 is no finite number");
        Should.Throw<ArgumentOutOfRangeException>(() => Found([(0, 0)], value));
    }

    private (int, int)[] Found((double X, double Y)?[] points, double radius)
    {
        var pairs = new List<(int, int)>();
        var collector = new Collector(pairs);
        _grid.Pairs(new Points(points), radius, ref collector);
        return [.. pairs.Order()];
    }

    private static (int, int)[] ByBruteForce((double X, double Y)?[] points, double radius)
    {
        var pairs = new List<(int, int)>();
        for (int i = 0; i < points.Length; i++)
        {
            for (int j = i + 1; j < points.Length; j++)
            {
                if (points[i] is not { } a || points[j] is not { } b) continue;
                (double x, double y) = (a.X - b.X, a.Y - b.Y);
                if ((x * x) + (y * y) <= radius * radius) pairs.Add((i, j));
            }
        }
        return [.. pairs];
    }

    private readonly struct Points((double X, double Y)?[] points) : IPointSource
    {
        public int Count => points.Length;

        public bool TryGet(int number, out double x, out double y)
        {
            (x, y) = points[number] ?? default;
            return points[number] is not null;
        }
    }

    private readonly struct Collector(List<(int, int)> pairs) : IPairVisitor
    {
        public void Visit(int one, int other, double squaredDistance) => pairs.Add(one < other ? (one, other) : (other, one));
    }
}
