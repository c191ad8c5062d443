namespace Vicinity.Weather.Tests;

public sealed class DetectorTests
{
    [Fact]
    public void The_means_over_200000_fresh_detectors_are_those_that_the_formulas_give()
    {
        const int Detectors = 200_000;
        double wellness = 0, wellnessSquares = 0, pollution = 0, pollutionSquares = 0;
        for (int i = 0; i < Detectors; i++)
        {
            var detector = new Detector((ulong)i * 0x9E3779B97F4A7C15);
            double air = Coefficients.Of(detector.Read(ReadingKind.Air, "s", 0, 0))!.Value, co2 = Coefficients.Of(detector.Read(ReadingKind.Pollution, "s", 1, 0))!.Value;
            wellness += air;
            wellnessSquares += air * air;
            pollution += co2;
            pollutionSquares += co2 * co2;
        }
        // The reference's means come from as many detectors of its own and are rounded to three digits: twice the sampling variance, four standard errors.
        Check(wellness, wellnessSquares, 0.661);
        Check(pollution, pollutionSquares, 0.702);

        static void Check(double sum, double squares, double wanted)
        {
            double mean = sum / Detectors, error = Math.Sqrt(2 * ((squares / Detectors) - (mean * mean)) / Detectors);
            error.ShouldBeInRange(0.0005, 0.0015);
            mean.ShouldBe(wanted, (4 * error) + 0.0005);
        }
    }

    [Fact]
    public void Values_lie_in_the_full_ranges_and_have_two_decimals()
    {
        for (ulong seed = 0; seed < 500; seed++)
        {
            var detector = new Detector(seed);
            for (int i = 0; i < 20; i++)
            {
                (double temperature, double humidity) = detector.Air();
                double co2 = detector.Pollution();
                (double direction, double speed) = detector.Wind();
                temperature.ShouldBeInRange(-10, 45);
                humidity.ShouldBeInRange(20, 70);
                co2.ShouldBeInRange(300, 500);
                foreach (double value in (double[])[temperature, humidity, co2, direction, speed]) value.ShouldBe(Math.Round(value, 2));
                ReadingBounds.Problem(new Reading("s", 0, ReadingKind.Wind, 0, direction, speed), 0).ShouldBeNull();
            }
        }
    }

    [Fact]
    public void A_detector_keeps_to_a_range_of_its_own_and_another_has_another()
    {
        (double Least, double Most) RangeOf(ulong seed)
        {
            var detector = new Detector(seed);
            List<double> values = [.. Enumerable.Range(0, 2_000).Select(_ => detector.Pollution())];
            return (values.Min(), values.Max());
        }
        List<(double Least, double Most)> ranges = [.. Enumerable.Range(1, 50).Select(s => RangeOf((ulong)s))];
        ranges.Distinct().Count().ShouldBe(50);
        // Two numbers drawn from a range lie a third of it apart in the mean.
        ranges.Average(r => r.Most - r.Least).ShouldBe(200 / 3.0, 25);
    }

    [Fact]
    public void The_same_seed_gives_the_same_values()
    {
        (Detector one, Detector other) = (new Detector(42), new Detector(42));
        for (int i = 0; i < 100; i++) one.Air().ShouldBe(other.Air());
    }
}
