namespace Vicinity.Traffic;

/// <summary>A <c>vehicle</c> element of a SUMO trace as it stands there.</summary>
/// <param name="Id">Its id.</param>
/// <param name="X">Metres east, or longitude; NaN when there is no number.</param>
/// <param name="Y">Metres north, or latitude; NaN when there is no number.</param>
/// <param name="Speed">Metres a second, NaN when there is no number.</param>
/// <param name="Angle">Degrees clockwise from north, NaN when there is no number.</param>
/// <param name="Time">Seconds since the start of the timestep that it stands in; NaN when there is none.</param>
/// <param name="Line">Line of the file.</param>
/// <param name="IsFine">True when a coordinate has as many decimals as SUMO gives to degrees.</param>
internal readonly record struct SumoVehicle(string? Id, double X, double Y, double Speed, double Angle, double Time, long Line, bool IsFine)
{
    /// <summary>True when the coordinates may be longitude and latitude.</summary>
    public bool MayBeDegrees => IsFine && Math.Abs(X) <= 180 && Math.Abs(Y) <= 90;

    /// <summary>True when the coordinates are numbers.</summary>
    public bool HasPlace => double.IsFinite(X) && double.IsFinite(Y);
}
