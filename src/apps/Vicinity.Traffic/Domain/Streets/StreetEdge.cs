namespace Vicinity.Traffic;

/// <summary>One direction of a street between two junctions.</summary>
public sealed class StreetEdge
{
    private readonly double[] _distances;

    /// <summary>An edge with its shape.</summary>
    /// <exception cref="ArgumentException">The shape has fewer than two points or no length, or the limit is not positive.</exception>
    public StreetEdge(string id, string from, string to, double speedLimit, IReadOnlyList<StreetPoint> shape)
    {
        if (shape.Count < 2) throw new ArgumentException($"the shape of edge '{id}' has {shape.Count} points; it needs 2 or more");
        if (!(speedLimit is > 0 and <= VehiclePosition.MaxSpeed))
            throw new ArgumentException($"the speed limit {speedLimit} of edge '{id}' is not between 0 and {VehiclePosition.MaxSpeed} metres a second");
        (Id, From, To, SpeedLimit, Shape) = (id, from, to, speedLimit, shape);
        _distances = new double[shape.Count];
        for (int i = 1; i < shape.Count; i++) _distances[i] = _distances[i - 1] + shape[i - 1].DistanceTo(shape[i]);
        if (!(Length > 0 && double.IsFinite(Length))) throw new ArgumentException($"edge '{id}' has no length");
    }

    /// <summary>Id, different for the two directions of a street.</summary>
    public string Id { get; }

    /// <summary>Junction at its start.</summary>
    public string From { get; }

    /// <summary>Junction at its end.</summary>
    public string To { get; }

    /// <summary>Metres a second.</summary>
    public double SpeedLimit { get; }

    /// <summary>Its course.</summary>
    public IReadOnlyList<StreetPoint> Shape { get; }

    /// <summary>Length in metres.</summary>
    public double Length => _distances[^1];

    /// <summary>Heading at its start.</summary>
    public double StartHeading => Shape[0].HeadingTo(Shape[1]);

    /// <summary>Heading at its end.</summary>
    public double EndHeading => Shape[^2].HeadingTo(Shape[^1]);

    /// <summary>Place and heading at a distance from its start; beyond its ends, the ends.</summary>
    public (StreetPoint Point, double Heading) At(double distance)
    {
        int i = Array.BinarySearch(_distances, distance);
        if (i < 0) i = ~i;
        i = Math.Clamp(i, 1, Shape.Count - 1);
        double step = _distances[i] - _distances[i - 1];
        double part = step > 0 ? Math.Clamp((distance - _distances[i - 1]) / step, 0, 1) : 0;
        return (Shape[i - 1].Towards(Shape[i], part), Shape[i - 1].HeadingTo(Shape[i]));
    }
}
