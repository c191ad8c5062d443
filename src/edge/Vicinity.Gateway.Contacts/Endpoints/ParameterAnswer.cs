using System.Text.Json.Nodes;
using Vicinity.Contacts;

namespace Vicinity.Gateway.Contacts;

/// <summary>A parameter of a simulation, for a form.</summary>
/// <param name="Name">Its name in JSON.</param>
/// <param name="Group">What it belongs to.</param>
/// <param name="Title">A few words.</param>
/// <param name="Description">A sentence.</param>
/// <param name="Unit">Its unit; empty for none.</param>
/// <param name="Kind">integer, number, share, boolean or choice.</param>
/// <param name="Default">Its default.</param>
/// <param name="Least">The least value.</param>
/// <param name="Most">The largest value.</param>
/// <param name="Usual">The largest value that people usually want.</param>
/// <param name="Choices">The words that a choice takes.</param>
internal sealed record ParameterAnswer(
    string Name, string Group, string Title, string Description, string Unit, string Kind, JsonNode? Default, double Least, double Most, double Usual, IReadOnlyList<string> Choices)
{
    /// <summary>All parameters, in the order of a form.</summary>
    public static IReadOnlyList<ParameterAnswer> All { get; } = Describe();

    private static List<ParameterAnswer> Describe()
    {
        JsonObject defaults = ParameterJson.Write(new SimulationParameters());
        return [.. ParameterDescription.All.Select(p => new ParameterAnswer(
            p.Name, p.Group, p.Title, p.Description, p.Unit, p.Kind.ToString().ToLowerInvariant(), defaults[p.Name]?.DeepClone(), p.Least, p.Most, p.Usual, p.Choices))];
    }
}
