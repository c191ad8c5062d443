namespace Vicinity.Traffic;

/// <summary>
/// Speed and heading as files and devices give them. They are asides of a position: one that cannot be counts as unknown and does not
/// cost the position. Pure.
/// </summary>
public static class ReportedMotion
{
    /// <summary>The speed, or NaN when it cannot be.</summary>
    /// <param name="speed">Metres a second.</param>
    public static double Speed(double speed) => VehiclePosition.RefuseMotion(speed, double.NaN) is null ? speed : double.NaN;

    /// <summary>The heading, or NaN when it cannot be.</summary>
    /// <param name="heading">Degrees clockwise from north.</param>
    public static double Heading(double heading) => VehiclePosition.RefuseMotion(double.NaN, heading) is null ? heading : double.NaN;

    /// <summary>Says what is wrong with them; null when they can be, or are absent in a usual way: NaN, or -1.</summary>
    /// <param name="speed">Metres a second.</param>
    /// <param name="heading">Degrees clockwise from north.</param>
    public static string? Refuse(double speed, double heading) => VehiclePosition.RefuseMotion(Absent(speed), Absent(heading));

    private static double Absent(double value) => value == -1 ? double.NaN : value;
}
