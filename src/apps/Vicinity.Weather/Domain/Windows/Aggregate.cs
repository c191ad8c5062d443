using System.Numerics;

namespace Vicinity.Weather;

/// <summary>
/// Sums up values of one quantity exactly: each is a whole number of millionths (round half to even), so the order in which they are added, and parts are merged,
/// changes nothing. Mean and deviation are worked out at the end. A direction is its vector of length 1, east and north in billionths. The default is empty.
/// </summary>
public record struct Aggregate
{
    /// <summary>The greatest amount of a value that may be added.</summary>
    public const double MostValue = 1_000_000;

    private const double Parts = 1_000_000;
    private const double VectorParts = 1_000_000_000;
    private const double DegreesPerRadian = 180 / Math.PI;

    // Vectors nearer to 0 or to length 1 than this are there: what is between is their rounding.
    private const double VectorRounding = 1e-9;

    private long _count, _least, _most, _newest;

    // The sum of the values and that of their squares; of directions, the sums of east and north.
    private Int128 _first, _second;

    /// <summary>How many values it sums up.</summary>
    public readonly long Count => _count;

    /// <summary>Time of the newest one; null when it is empty.</summary>
    public readonly long? Newest => _count > 0 ? _newest : null;

    /// <summary>Adds a value of any quantity but a direction.</summary>
    /// <param name="value">At most <see cref="MostValue"/> and at least its negative.</param>
    /// <param name="time">Its time, in Unix milliseconds.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is no number or beyond its bounds.</exception>
    public void Add(double value, long time)
    {
        if (!(Math.Abs(value) <= MostValue)) throw new ArgumentOutOfRangeException(nameof(value), value, $"a value is at most {MostValue:0}");
        AddParts((long)Math.Round(value * Parts, MidpointRounding.ToEven), time);
    }

    /// <summary>Adds a direction in degrees from north, clockwise.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The direction is no number or beyond 360.</exception>
    public void AddDirection(double degrees, long time)
    {
        if (!(Math.Abs(degrees) <= 360)) throw new ArgumentOutOfRangeException(nameof(degrees), degrees, "a direction is at most 360 degrees");
        (double east, double north) = Math.SinCos(degrees / DegreesPerRadian);
        _first += (long)Math.Round(east * VectorParts, MidpointRounding.ToEven);
        _second += (long)Math.Round(north * VectorParts, MidpointRounding.ToEven);
        _newest = _count == 0 ? time : Math.Max(_newest, time);
        _count++;
    }

    /// <summary>Adds a value in the way of its quantity.</summary>
    /// <inheritdoc cref="Add(double, long)"/>
    public void Add(Quantity quantity, double value, long time)
    {
        if (quantity == Quantity.WindDirection) AddDirection(value, time);
        else Add(value, time);
    }

    /// <summary>Adds what another one of the same quantity sums up.</summary>
    public void Merge(in Aggregate other)
    {
        if (other._count == 0) return;
        if (_count == 0)
        {
            this = other;
            return;
        }
        _count += other._count;
        _first += other._first;
        _second += other._second;
        _least = Math.Min(_least, other._least);
        _most = Math.Max(_most, other._most);
        _newest = Math.Max(_newest, other._newest);
    }

    /// <summary>Arithmetic mean, or the direction of the mean vector; null when it is empty, and for directions that cancel out.</summary>
    public readonly double? Mean(Quantity quantity)
    {
        if (_count == 0) return null;
        if (quantity != Quantity.WindDirection) return (double)_first / (_count * Parts);
        if (Length <= VectorRounding) return null;
        double degrees = Math.Atan2((double)_first, (double)_second) * DegreesPerRadian;
        degrees = degrees < 0 ? degrees + 360 : degrees;
        return degrees >= 360 ? 0 : degrees;
    }

    /// <summary>
    /// Standard deviation (divided by the count); of directions the circular one, the root of -2 ln of the mean vector's length (Mardia and Jupp, 2000), in
    /// degrees, where below 0.003 is 0. Null when it is empty, and for directions that cancel out.
    /// </summary>
    public readonly double? Deviation(Quantity quantity)
    {
        if (_count == 0) return null;
        if (quantity != Quantity.WindDirection) return RootOfScatter() / (_count * Parts);
        double length = Length;
        if (length <= VectorRounding) return null;
        return length >= 1 - VectorRounding ? 0 : Math.Sqrt(-2 * Math.Log(length)) * DegreesPerRadian;
    }

    /// <summary>Least value; null when it is empty, and for a direction.</summary>
    public readonly double? Minimum(Quantity quantity) => _count == 0 || quantity == Quantity.WindDirection ? null : _least / Parts;

    /// <summary>Greatest value; null when it is empty, and for a direction.</summary>
    public readonly double? Maximum(Quantity quantity) => _count == 0 || quantity == Quantity.WindDirection ? null : _most / Parts;

    /// <summary>The window that it sums up.</summary>
    /// <param name="quantity">Of which the values are.</param>
    /// <param name="scope">Over which sensors.</param>
    /// <param name="name">The place or the sensor; empty for all.</param>
    /// <param name="number">Number of the window.</param>
    /// <param name="windowMs">Length of a window.</param>
    /// <param name="revision">0 while no late readings are in it, then rising.</param>
    public readonly Window ToWindow(Quantity quantity, WindowScope scope, string name, long number, long windowMs, int revision) =>
        new(quantity, scope, name, number * windowMs, (number + 1) * windowMs, revision, _count, Mean(quantity), Deviation(quantity), Minimum(quantity), Maximum(quantity), Newest);

    /// <summary>Adds a value in millionths.</summary>
    internal void AddParts(long value, long time)
    {
        if (_count++ == 0) (_least, _most, _newest) = (value, value, time);
        else
        {
            if (value < _least) _least = value;
            if (value > _most) _most = value;
            if (time > _newest) _newest = time;
        }
        _first += value;
        _second += Math.BigMul(value, value);
    }

    /// <summary>Writes it; 6 bytes at least.</summary>
    internal readonly void Write(ref CompactWriter writer)
    {
        writer.Number(_count);
        writer.Signed(_newest);
        writer.Signed(_least);
        writer.Number(_most - _least);
        writer.Wide(_first);
        writer.Wide(_second);
    }

    /// <summary>Reads one that was written.</summary>
    /// <exception cref="MessageException">It is none.</exception>
    internal static Aggregate Read(ref CompactReader reader)
    {
        const long MostParts = (long)(MostValue * Parts);
        var read = new Aggregate
        {
            _count = reader.Number("count", WindowRules.MostReadings),
            _newest = reader.Signed("newest", -WindowRules.FarthestTime, WindowRules.FarthestTime),
            _least = reader.Signed("minimum", -MostParts, MostParts),
        };
        read._most = read._least + reader.Number("maximum", MostParts - read._least);
        read._first = reader.Wide("first sum");
        read._second = reader.Wide("second sum");
        Int128 most = (Int128)MostParts * MostParts * read._count;
        if (Int128.Abs(read._first) > (Int128)MostParts * read._count || Int128.Abs(read._second) > most) throw new MessageException(MessageProblem.WrongValue, $"a sum is greater than {read._count} values can give");
        return read;
    }

    private readonly double Length
    {
        get
        {
            double all = _count * VectorParts, east = (double)_first / all, north = (double)_second / all;
            return Math.Min(1, Math.Sqrt((east * east) + (north * north)));
        }
    }

    /// <summary>The root of count times the squares minus the square of the sum, which is exact before the root.</summary>
    private readonly double RootOfScatter()
    {
        const long Fits = 1L << 62;
        if (_count < 1L << 31 && _second < (Int128)1 << 95 && _first > -Fits && _first < Fits) return Math.Sqrt(Math.Max(0, (double)((_second * _count) - (_first * _first))));
        BigInteger exact = ((BigInteger)_second * _count) - ((BigInteger)_first * _first);
        return Math.Sqrt(Math.Max(0, (double)exact));
    }
}
