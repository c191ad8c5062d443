using System.Collections;
using System.Text.Json;

namespace Vicinity.Cli;

/// <summary>One setting as it was found: its name within the section, its value, and where it stands, for messages.</summary>
internal readonly record struct FoundSetting(string Name, string Value, string Where)
{
    public int Int() => int.TryParse(Value, out int number) ? number : throw Wrong("a whole number");

    public long Long() => long.TryParse(Value, out long number) ? number : throw Wrong("a whole number");

    public double Double() => double.TryParse(Value, out double number) ? number : throw Wrong("a number");

    public IReadOnlyList<string> List() => Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public bool Bool() => bool.TryParse(Value, out bool flag) ? flag : throw Wrong("true or false");

    public UsageException Unknown() => new($"{Where}: '{Name}' is no setting of this section; docs/operating.md lists them");

    private UsageException Wrong(string wanted) => new($"{Where}: {Name} is '{Value}', not {wanted}");
}

/// <summary>
/// Settings of a section, weakest first: <c>appsettings.json</c> in the working folder, then the environment (<c>VICINITY__SECTION__NAME</c>). Read by
/// hand: a node starts in a fraction of a second, and a configuration framework would be a good part of it.
/// </summary>
internal static class SettingsSource
{
    private const string FileName = "appsettings.json";

    /// <exception cref="UsageException">The file is not JSON.</exception>
    public static IEnumerable<FoundSetting> Of(string section) => [.. FromFile(section), .. FromEnvironment($"VICINITY__{section}__")];

    private static List<FoundSetting> FromFile(string section)
    {
        var found = new List<FoundSetting>();
        if (!File.Exists(FileName)) return found;
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(FileName), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (!document.RootElement.TryGetProperty(section, out JsonElement settings)) return found;
            foreach (JsonProperty property in settings.EnumerateObject())
            {
                if (property.Value.ValueKind == JsonValueKind.Object) found.AddRange(property.Value.EnumerateObject().Select(inner => new FoundSetting($"{property.Name}__{inner.Name}", inner.Value.ToString(), FileName)));
                else found.Add(new FoundSetting(property.Name, property.Value.ValueKind == JsonValueKind.Array ? string.Join(',', property.Value.EnumerateArray()) : property.Value.ToString(), FileName));
            }

            return found;
        }
        catch (JsonException e)
        {
            throw new UsageException($"{FileName} is not valid JSON: {e.Message}");
        }
    }

    private static IEnumerable<FoundSetting> FromEnvironment(string prefix)
    {
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            string name = (string)entry.Key;
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) yield return new FoundSetting(name[prefix.Length..], (string?)entry.Value ?? "", name);
        }
    }
}
