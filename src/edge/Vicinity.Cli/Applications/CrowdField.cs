using System.Globalization;
using Vicinity.Contacts;

namespace Vicinity.Cli;

/// <summary>The field of a crowd of which only the number of people was said. Pure.</summary>
internal static class CrowdField
{
    /// <summary>People for whom the usual field is made.</summary>
    public const int UsualPeople = 300;

    // Contacts take memory and time for each pair, so they grow with the square of the density.
    private const double CrowdedContacts = 30;

    /// <summary>Makes the usual field larger for more people than it is made for, so that each meets as many others as there.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="people">How many people come.</param>
    /// <param name="isGiven">Whether somebody chose the field; then it stays as it is.</param>
    public static SimulationParameters For(SimulationParameters parameters, int people, bool isGiven)
    {
        var usual = new SimulationParameters();
        if (isGiven || people <= UsualPeople || parameters.FieldWidth != usual.FieldWidth || parameters.FieldHeight != usual.FieldHeight) return parameters;
        double factor = Math.Sqrt((double)people / UsualPeople);
        return parameters with { FieldWidth = (int)Math.Ceiling(usual.FieldWidth * factor), FieldHeight = (int)Math.Ceiling(usual.FieldHeight * factor) };
    }

    /// <summary>Says that so many people on a field meet too many others to be quick; null where they do not.</summary>
    public static string? Warning(SimulationParameters parameters, int people)
    {
        double places = (parameters.FieldWidth + 1.0) * (parameters.FieldHeight + 1.0);
        double others = Math.Min(people - 1.0, people * Math.PI * parameters.InfectionRadius * parameters.InfectionRadius / places);
        return others <= CrowdedContacts
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"each of {people:N0} people on {parameters.FieldWidth} x {parameters.FieldHeight} meets about {others:N0} others at a time, which takes memory and time for each pair: a larger field_width and field_height need less");
    }
}
