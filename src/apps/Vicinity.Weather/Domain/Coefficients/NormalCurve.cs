namespace Vicinity.Weather;

/// <summary>A cut-off normal curve over the range of a quantity, scaled to 0 to 1 and looked up in a table of 1,000 points. Immutable, thread-safe.</summary>
internal sealed class NormalCurve
{
    private const int Points = 1000;
    private const double InPlaceOfZero = 0.001;

    private readonly double[] _at = new double[Points];
    private readonly double[] _worth = new double[Points];
    private readonly double _least, _perUnit;

    /// <summary>Works the table out.</summary>
    /// <param name="least">Lower end of the range.</param>
    /// <param name="most">Upper end of the range.</param>
    /// <param name="best">The value that is best; the curve is highest there.</param>
    public NormalCurve(double least, double most, double best)
    {
        double spread = 8 * (most - least) / 25;
        (_least, _perUnit) = (least, (Points - 1) / (most - least));
        for (int k = 0; k < Points; k++)
        {
            _at[k] = k == Points - 1 ? most : least + (k * (most - least) / (Points - 1));
            double z = (_at[k] - best) / spread;
            _worth[k] = best * (Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI));
        }
        (double low, double high) = (_worth.Min(), _worth.Max());
        for (int k = 0; k < Points; k++)
        {
            _worth[k] = (_worth[k] - low) / (high - low);
            if (_worth[k] == 0) _worth[k] = InPlaceOfZero;
        }
    }

    /// <summary>What a value is worth: that of the first point of the table that is not below it, of the last one beyond the range; never 0.</summary>
    public double WorthOf(double value)
    {
        // A guess by the even distance of the points, put right where rounding made it miss.
        double guess = Math.Ceiling((value - _least) * _perUnit);
        int k = guess >= Points - 1 ? Points - 1 : guess > 0 ? (int)guess : 0;
        while (k > 0 && _at[k - 1] >= value) k--;
        while (k < Points - 1 && _at[k] < value) k++;
        return _worth[k];
    }
}
