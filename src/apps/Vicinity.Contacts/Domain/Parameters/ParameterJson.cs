using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Vicinity.Contacts;

/// <summary>Parameters as a JSON object with the names of the original program, such as <c>{"field_width": 100, "infection_radius": 2}</c>.</summary>
public static class ParameterJson
{
    private static readonly JsonSerializerOptions s_strict = new() { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>Reads parameters; those that are left out keep the values of others.</summary>
    /// <param name="json">A JSON object.</param>
    /// <param name="others">The values of what is left out.</param>
    /// <exception cref="ArgumentException">It is no JSON object, a name is not known or stands twice, or a value is of another type. Bounds are not checked: <see cref="SimulationParameters.Check"/>.</exception>
    public static SimulationParameters Read(ReadOnlySpan<byte> json, SimulationParameters others)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 8 });
            return Merge(JsonNode.Parse(ref reader), others);
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"this is no JSON: {e.Message}", e);
        }
    }

    /// <inheritdoc cref="Read"/>
    public static SimulationParameters Merge(JsonNode? json, SimulationParameters others)
    {
        if (json is not JsonObject given) throw new ArgumentException("the parameters are not a JSON object");
        JsonObject all = Write(others);
        try
        {
            foreach ((string name, JsonNode? value) in given)
            {
                if (!all.ContainsKey(name)) throw new ArgumentException($"'{(name.Length > 64 ? name[..64] + "…" : name)}' is no parameter; there are: {string.Join(", ", all.Select(p => p.Key))}");
                all[name] = value?.DeepClone();
                // Alone, so that the message names the parameter.
                ReadOne(name, value, all);
            }
            return all.Deserialize<SimulationParameters>(s_strict)!;
        }
        catch (ArgumentException e) when (e.InnerException is null && e.ParamName is not null)
        {
            throw new ArgumentException("a parameter stands twice", e);
        }
    }

    /// <summary>Writes all parameters.</summary>
    public static JsonObject Write(SimulationParameters parameters) => JsonSerializer.SerializeToNode(parameters)!.AsObject();

    private static void ReadOne(string name, JsonNode? value, JsonObject all)
    {
        try
        {
            all.Deserialize<SimulationParameters>(s_strict);
        }
        catch (JsonException)
        {
            string shown = value?.ToJsonString() ?? "null";
            string wanted = ParameterDescription.All.FirstOrDefault(p => p.Name == name)?.Wanted ?? "a value of its type";
            throw new ArgumentException($"{name} is {(shown.Length > 64 ? shown[..64] + "…" : shown)}, not {wanted}");
        }
    }
}
