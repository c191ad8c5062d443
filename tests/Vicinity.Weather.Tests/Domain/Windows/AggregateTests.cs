using System.Buffers;
using FsCheck;
using FsCheck.Fluent;

namespace Vicinity.Weather.Tests;

public sealed class AggregateTests
{
    private static readonly Arbitrary<List<(int Value, int Time)>> s_values =
        Gen.Choose(-90_000_000, 100_000_000).SelectMany(_ => Gen.Choose(0, 1_000_000), (value, time) => (value, time)).ListOf().Select(v => v.ToList()).ToArbitrary();

    [Fact]
    public void Mean_deviation_least_greatest_and_newest_are_those_of_the_values()
    {
        Aggregate aggregate = Of([1, 2, 3, 4]);
        aggregate.Count.ShouldBe(4);
        aggregate.Mean(Quantity.Co2).ShouldBe(2.5);
        aggregate.Deviation(Quantity.Co2)!.Value.ShouldBe(Math.Sqrt(1.25), 1e-15);
        (aggregate.Minimum(Quantity.Co2), aggregate.Maximum(Quantity.Co2), aggregate.Newest).ShouldBe((1, 4, 3));
    }

    [Fact]
    public void An_empty_one_has_no_mean_and_is_not_zero()
    {
        Window window = default(Aggregate).ToWindow(Quantity.Co2, WindowScope.All, "", 3, 1_000, 0);
        window.ShouldBe(new Window(Quantity.Co2, WindowScope.All, "", 3_000, 4_000, 0, 0, null, null, null, null, null));
    }

    [Fact]
    public void One_value_has_no_deviation() => Of([23.456789]).Deviation(Quantity.Temperature).ShouldBe(0);

    [Fact]
    public void A_small_deviation_of_great_values_is_not_lost()
    {
        Aggregate aggregate = default;
        for (int i = 0; i < 1_000_000; i++) aggregate.Add(99_999 + (i % 2 * 0.000002), i);
        aggregate.Deviation(Quantity.Co2)!.Value.ShouldBe(0.000001, 1e-15);
        aggregate.Mean(Quantity.Co2)!.Value.ShouldBe(99_999.000001, 1e-10);
    }

    [Fact]
    public void Order_and_merging_change_nothing() => Prop.ForAll(s_values, Gen.Choose(0, int.MaxValue).ToArbitrary(), (values, seed) =>
    {
        (Aggregate all, Aggregate turned) = (default, default);
        foreach ((int value, int time) in values) all.Add(value / 1000.0, time);
        var parts = new Aggregate[1 + (seed % 5)];
        var random = new Random(seed);
        (int Value, int Time)[] shuffled = [.. values];
        random.Shuffle(shuffled);
        foreach ((int value, int time) in shuffled) parts[random.Next(parts.Length)].Add(value / 1000.0, time);
        random.Shuffle(parts);
        foreach (Aggregate part in parts) turned.Merge(part);
        return all == turned;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Means_and_deviations_are_those_of_decimals() => Prop.ForAll(s_values, values =>
    {
        if (values.Count == 0) return true;
        Aggregate all = Of(values.Select(v => v.Value / 1000.0));
        decimal mean = values.Sum(v => v.Value / 1000m) / values.Count, variance = values.Sum(v => ((v.Value / 1000m) - mean) * ((v.Value / 1000m) - mean)) / values.Count;
        return Math.Abs(all.Mean(Quantity.Co2)!.Value - (double)mean) <= 1e-15 * Math.Abs((double)mean) + 1e-15
            && Math.Abs(all.Deviation(Quantity.Co2)!.Value - Math.Sqrt((double)variance)) <= 1e-12 * Math.Sqrt((double)variance) + 1e-12;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Theory]
    [InlineData(new[] { 350.0, 10 }, 0)]
    [InlineData(new[] { 350.0, 20 }, 5)]
    [InlineData(new[] { 90.0 }, 90)]
    [InlineData(new[] { 45.0, 45, 45 }, 45)]
    [InlineData(new[] { 170.0, 190 }, 180)]
    [InlineData(new[] { 260.0, 280 }, 270)]
    public void The_mean_of_directions_is_that_of_their_vectors(double[] directions, double mean) => Math.Abs(Directions(directions).Mean(Quantity.WindDirection)!.Value - mean).ShouldBeLessThan(1e-6);

    [Theory]
    [InlineData(new[] { 0.0, 180 })]
    [InlineData(new[] { 90.0, 270 })]
    [InlineData(new[] { 10.0, 130, 250 })]
    public void Directions_that_cancel_out_have_no_mean(double[] directions)
    {
        Aggregate aggregate = Directions(directions);
        (aggregate.Mean(Quantity.WindDirection), aggregate.Deviation(Quantity.WindDirection), aggregate.Count).ShouldBe((null, null, directions.Length));
    }

    [Fact]
    public void The_deviation_of_directions_is_the_circular_one()
    {
        Directions(33.3, 33.3, 33.3).Deviation(Quantity.WindDirection).ShouldBe(0);
        Directions(80, 100).Deviation(Quantity.WindDirection)!.Value.ShouldBe(Math.Sqrt(-2 * Math.Log(Math.Cos(Math.PI / 18))) * 180 / Math.PI, 1e-5);
        Directions(80, 100).Minimum(Quantity.WindDirection).ShouldBeNull();
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1_000_001)]
    public void A_value_beyond_the_bounds_is_refused(double value) => Should.Throw<ArgumentOutOfRangeException>(() => default(Aggregate).Add(value, 0));

    [Fact]
    public void Parts_that_are_written_are_read_again() => Prop.ForAll(s_values, values =>
    {
        WindowPart[] parts =
        [
            new(Quantity.Co2, "s", "lab", 5, 0, Of(values.Select(v => v.Value / 1000.0))), new(Quantity.Pollution, "s", "lab", 5, 0, Of(values.Select(v => v.Value / 1e6))),
            new(Quantity.WindDirection, "s", "", 6, 1, Directions([.. values.Select(v => v.Value % 360.0)])), new(Quantity.Co2, "t", "", -6, 0, default),
        ];
        var output = new ArrayBufferWriter<byte>();
        WindowPartForm.Write(output, parts);
        return WindowPartForm.Read(output.WrittenSpan, 4).SequenceEqual(parts);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    private static Aggregate Of(IEnumerable<double> values)
    {
        Aggregate aggregate = default;
        int time = 0;
        foreach (double value in values) aggregate.Add(value, time++);
        return aggregate;
    }

    private static Aggregate Directions(params double[] directions)
    {
        Aggregate aggregate = default;
        foreach (double direction in directions) aggregate.AddDirection(direction, 0);
        return aggregate;
    }
}
