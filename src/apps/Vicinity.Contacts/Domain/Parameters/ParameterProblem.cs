using System.Globalization;

namespace Vicinity.Contacts;

/// <summary>A parameter out of its bounds.</summary>
public sealed record ParameterProblem(string Name, double Value, double Least, double Most, string Reason)
{
    /// <summary>For example: "infection_radius is -1 and must be between 0 and 1000: people further away do not hear each other".</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name} is {Value} and must be between {Least} and {Most}: {Reason}");
}
