using Vicinity.Geo;
using Vicinity.Model;

namespace Vicinity.Traffic;

/// <summary>
/// Cars that drive along streets: they keep to a share of the speed limit that is their own, speed up and brake, slow down for turns,
/// choose their way at each junction, and turn back in dead ends only. The same seed gives the same drives. Not thread-safe.
/// </summary>
public sealed class DriveSimulation
{
    private const double LongestStep = 0.5;

    private readonly StreetNetwork _streets;
    private readonly LocalPlane _plane;
    private readonly DriveOptions _options;
    private readonly Prng _random;
    private readonly Car[] _cars;

    /// <summary>Puts the cars on the streets, standing.</summary>
    /// <exception cref="ArgumentException">An option is out of its bounds.</exception>
    public DriveSimulation(StreetNetwork streets, LocalPlane plane, DriveOptions options, Prng random)
    {
        options.Check();
        (_streets, _plane, _options, _random) = (streets, plane, options, random);
        _cars = new Car[options.Cars];
        for (int i = 0; i < _cars.Length; i++)
        {
            ref Car car = ref _cars[i];
            car.Id = options.Prefix + (i + 1);
            car.Share = 0.8 + 0.3 * random.NextDouble();
            car.Edge = random.Next(streets.Edges.Count);
            car.Distance = random.NextDouble() * streets.Edges[car.Edge].Length;
            ChooseNext(ref car);
        }
    }

    /// <summary>Number of cars.</summary>
    public int Cars => _cars.Length;

    /// <summary>The edge that a car is on.</summary>
    public int EdgeOf(int car) => _cars[car].Edge;

    /// <summary>Speed of a car in metres a second.</summary>
    public double SpeedOf(int car) => _cars[car].Speed;

    /// <summary>Lets time pass, at most an hour at once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative or more than an hour.</exception>
    public void Step(TimeSpan time)
    {
        if (time < TimeSpan.Zero || time > TimeSpan.FromHours(1))
            throw new ArgumentOutOfRangeException(nameof(time), time, "a step is 0 seconds to an hour");
        double left = time.TotalSeconds;
        while (left > 0)
        {
            double step = Math.Min(left, LongestStep);
            left -= step;
            foreach (ref Car car in _cars.AsSpan()) Drive(ref car, step);
        }
    }

    /// <summary>Where a car is.</summary>
    public VehiclePosition PositionOf(int car, long timestamp)
    {
        ref readonly Car it = ref _cars[car];
        (StreetPoint point, double heading) = Locate(it);
        (double latitude, double longitude) = _plane.ToDegrees(point.X, point.Y);
        return VehiclePosition.Create(
            it.Id, Math.Round(latitude, 7), Math.Round(longitude, 7), timestamp, Math.Round(it.Speed, 2), Math.Round(heading, 1) % 360,
            PositionSource.Drive);
    }

    private void Drive(ref Car car, double seconds)
    {
        StreetEdge edge = _streets.Edges[car.Edge];
        double wanted = edge.SpeedLimit * car.Share;
        double rest = Math.Max(0, edge.Length - car.Distance);
        // The fastest speed from which the turn's speed can still be reached by braking.
        double braking = Math.Sqrt(car.TurnSpeed * car.TurnSpeed + 2 * _options.Deceleration * rest);
        double target = Math.Min(wanted, braking);
        double before = car.Speed;
        car.Speed = target >= before
            ? Math.Min(target, before + _options.Acceleration * seconds)
            : Math.Max(target, before - _options.Deceleration * seconds);
        car.Distance += (before + car.Speed) / 2 * seconds;
        while (car.Distance >= edge.Length + car.Gap)
        {
            car.Distance -= edge.Length + car.Gap;
            if (car.Next < 0)
            {
                // The road ends for good: the car goes on somewhere else, from a stand.
                car.Edge = _random.Next(_streets.Edges.Count);
                (car.Distance, car.Speed) = (0, 0);
            }
            else car.Edge = car.Next;
            ChooseNext(ref car);
            edge = _streets.Edges[car.Edge];
        }
    }

    private void ChooseNext(ref Car car)
    {
        ReadOnlySpan<int> choices = _streets.Successors(car.Edge);
        if (choices.IsEmpty)
        {
            (car.Next, car.Gap, car.TurnSpeed) = (-1, 0, 0.5);
            return;
        }
        StreetEdge edge = _streets.Edges[car.Edge];
        car.Next = choices[_random.Next(choices.Length)];
        StreetEdge next = _streets.Edges[car.Next];
        car.Gap = edge.Shape[^1].DistanceTo(next.Shape[0]);
        double turn = Math.Abs(next.StartHeading - edge.EndHeading);
        turn = Math.Min(turn, 360 - turn);
        double limit = next.SpeedLimit * car.Share;
        car.TurnSpeed = turn < 20 ? limit : Math.Min(limit, _options.TurnSpeed * (turn > 135 ? 0.5 : 1));
    }

    private (StreetPoint Point, double Heading) Locate(in Car car)
    {
        StreetEdge edge = _streets.Edges[car.Edge];
        double beyond = car.Distance - edge.Length;
        if (beyond <= 0 || car.Next < 0 || car.Gap <= 0) return edge.At(car.Distance);
        // Between the end of one edge and the start of the next lies the junction.
        StreetPoint from = edge.Shape[^1], to = _streets.Edges[car.Next].Shape[0];
        return (from.Towards(to, beyond / car.Gap), from.HeadingTo(to));
    }

    private struct Car
    {
        public string Id;
        public int Edge, Next;
        public double Distance, Speed, Share, Gap, TurnSpeed;
    }
}
