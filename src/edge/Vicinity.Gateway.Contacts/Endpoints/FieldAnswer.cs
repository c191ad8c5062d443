using Vicinity.Contacts;

namespace Vicinity.Gateway.Contacts;

/// <summary>The field that people are on: its largest coordinates, and the distance up to which two of them are in contact.</summary>
internal sealed record FieldAnswer(int Width, int Height, double Radius)
{
    public static FieldAnswer Of(SimulationParameters parameters) => new(parameters.FieldWidth, parameters.FieldHeight, parameters.InfectionRadius);
}
