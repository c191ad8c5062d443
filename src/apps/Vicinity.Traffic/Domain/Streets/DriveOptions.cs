namespace Vicinity.Traffic;

/// <summary>How simulated cars drive. Metres and seconds.</summary>
public sealed record DriveOptions
{
    /// <summary>Most cars of one simulation.</summary>
    public const int MaxCars = 1_000_000;

    /// <summary>Number of cars.</summary>
    public int Cars { get; init; } = 100;

    /// <summary>Speeding up, m/s².</summary>
    public double Acceleration { get; init; } = 2.6;

    /// <summary>Slowing down, m/s².</summary>
    public double Deceleration { get; init; } = 4.5;

    /// <summary>Speed around a right angle, m/s.</summary>
    public double TurnSpeed { get; init; } = 5;

    /// <summary>What the cars' ids begin with.</summary>
    public string Prefix { get; init; } = "car ";

    /// <summary>Says what is wrong with the values.</summary>
    /// <exception cref="ArgumentException">A value is out of its bounds.</exception>
    public void Check()
    {
        if (Cars is < 1 or > MaxCars) throw new ArgumentException($"{Cars} cars are not between 1 and {MaxCars}");
        if (!(Acceleration is > 0 and <= 20)) throw new ArgumentException($"acceleration {Acceleration} is not between 0 and 20 m/s²");
        if (!(Deceleration is > 0 and <= 20)) throw new ArgumentException($"deceleration {Deceleration} is not between 0 and 20 m/s²");
        if (!(TurnSpeed is > 0 and <= 50)) throw new ArgumentException($"turning speed {TurnSpeed} is not between 0 and 50 m/s");
        if (VehiclePosition.RefuseVehicle(Prefix + MaxCars) is { } reason) throw new ArgumentException(reason);
    }
}
