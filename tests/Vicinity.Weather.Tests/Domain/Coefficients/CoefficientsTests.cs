namespace Vicinity.Weather.Tests;

/// <summary>Values of an independent computation in double precision, to six digits before rounding.</summary>
public sealed class CoefficientsTests
{
    private const double SixDigits = 0.5e-6 + 1e-12;

    [Theory]
    [InlineData(-15, 0.001)]
    [InlineData(-10, 0.001)]
    [InlineData(-5, 0.171009)]
    [InlineData(0, 0.379945)]
    [InlineData(5, 0.603782)]
    [InlineData(10, 0.806855)]
    [InlineData(15, 0.949381)]
    [InlineData(20, 1)]
    [InlineData(25, 0.948068)]
    [InlineData(30, 0.804523)]
    [InlineData(35, 0.600922)]
    [InlineData(45, 0.170625)]
    [InlineData(50, 0.170625)]
    public void The_worth_of_a_temperature_is_that_of_the_table(double temperature, double worth) => Coefficients.OfTemperature(temperature).ShouldBe(worth, SixDigits);

    [Theory]
    [InlineData(15, 0.344876)]
    [InlineData(20, 0.344876)]
    [InlineData(25, 0.570528)]
    [InlineData(30, 0.786002)]
    [InlineData(35, 0.942754)]
    [InlineData(40, 1)]
    [InlineData(45, 0.941853)]
    [InlineData(50, 0.784446)]
    [InlineData(55, 0.568701)]
    [InlineData(60, 0.343147)]
    [InlineData(65, 0.146578)]
    [InlineData(70, 0.001)]
    [InlineData(75, 0.001)]
    public void The_worth_of_a_humidity_is_that_of_the_table(double humidity, double worth) => Coefficients.OfHumidity(humidity).ShouldBe(worth, SixDigits);

    [Theory]
    [InlineData(250, 0.001, 0.00)]
    [InlineData(300, 0.001, 0.00)]
    [InlineData(310, 0.109356, 0.11)]
    [InlineData(325, 0.295711, 0.30)]
    [InlineData(350, 0.627569, 0.63)]
    [InlineData(375, 0.896407, 0.90)]
    [InlineData(400, 1, 1.00)]
    [InlineData(425, 0.894799, 0.89)]
    [InlineData(450, 0.625013, 0.63)]
    [InlineData(475, 0.293095, 0.29)]
    [InlineData(490, 0.107037, 0.11)]
    [InlineData(500, 0.001, 0.00)]
    [InlineData(800, 0.001, 0.00)]
    public void The_worth_of_co2_and_the_pollution_coefficient_are_those_of_the_table(double co2, double worth, double coefficient)
    {
        Coefficients.OfCo2(co2).ShouldBe(worth, SixDigits);
        Coefficients.Of(new Reading("s", 1, ReadingKind.Pollution, 0, co2)).ShouldBe(coefficient);
    }

    [Theory]
    [InlineData(20, 40, 1.00)]
    [InlineData(23.18, 27.272, 0.80)]
    [InlineData(25, 50, 0.86)]
    [InlineData(0, 30, 0.51)]
    [InlineData(10, 35, 0.87)]
    [InlineData(30, 60, 0.48)]
    [InlineData(5.5, 62.25, 0.36)]
    [InlineData(45, 20, 0.23)]
    [InlineData(-10, 40, 0.00)]
    [InlineData(20, 70, 0.00)]
    public void The_air_wellness_coefficient_is_that_of_the_table(double temperature, double humidity, double coefficient) =>
        Coefficients.Of(new Reading("s", 1, ReadingKind.Air, 0, temperature, humidity)).ShouldBe(coefficient);

    [Fact]
    public void Wind_has_no_coefficient() => Coefficients.Of(new Reading("s", 1, ReadingKind.Wind, 0, 90, 3)).ShouldBeNull();

    [Fact]
    public void A_looked_up_worth_is_that_of_the_first_point_not_below_the_value()
    {
        var random = new Random(7);
        for (int i = 0; i < 100_000; i++)
        {
            double value = i % 3 == 0 ? Math.Round((random.NextDouble() * 80) - 25, 2) : (random.NextDouble() * 80) - 25;
            int k = 0;
            while (k < 999 && Point(k) < value) k++;
            Coefficients.OfTemperature(value).ShouldBe(Coefficients.OfTemperature(Point(k)));
        }
        static double Point(int k) => k == 999 ? 45 : -10 + (k * 55.0 / 999);
    }
}
