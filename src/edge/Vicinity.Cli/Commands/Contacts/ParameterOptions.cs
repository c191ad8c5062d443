using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Vicinity.Contacts;

namespace Vicinity.Cli;

/// <summary>The parameters of a simulation on the command line: an option each, and a file as the original program has it. An option goes before the file.</summary>
internal sealed class ParameterOptions
{
    private readonly Option<string?> _file = new("--config") { Description = "JSON file with parameters, with the names of the original program (field_width, zombie_lifetime, …)" };
    private readonly IReadOnlyList<(ParameterDescription Parameter, Option<string?> Option)> _options = [.. ParameterDescription.All.Select(p => (p, OptionOf(p)))];

    private ParameterOptions()
    {
    }

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="interventions">Whether its people are tested, traced and isolated; else options that say how are refused and not in the help.</param>
    public static ParameterOptions AddTo(Command command, bool interventions = false)
    {
        var options = new ParameterOptions();
        command.Options.Add(options._file);
        foreach ((ParameterDescription parameter, Option<string?> option) in options._options)
        {
            if (parameter.IsIntervention && !interventions)
            {
                option.Hidden = true;
                option.Validators.Add(result => result.AddError($"{option.Name} is for 'contacts crowd' and 'up': only simulated crowds are tested, traced and told to isolate; leave it out"));
            }
            command.Options.Add(option);
        }
        return options;
    }

    /// <summary>What the command line of a person needs so that it has these parameters.</summary>
    public static IEnumerable<string> ArgumentsFor(SimulationParameters parameters)
    {
        JsonObject usual = ParameterJson.Write(new SimulationParameters());
        JsonObject all = ParameterJson.Write(parameters);
        foreach (string name in ParameterDescription.All.Where(p => !p.IsIntervention).Select(p => p.Name))
        {
            JsonNode? value = all[name];
            if (JsonNode.DeepEquals(value, usual[name])) continue;
            yield return NameOf(name);
            yield return value!.ToString();
        }
    }

    /// <summary>Whether the command line says how large the field is.</summary>
    public bool HasField(ParseResult parsed) =>
        parsed.GetValue(_file) is not null || _options.Any(o => o.Parameter.Name is "field_width" or "field_height" && parsed.GetResult(o.Option) is { Implicit: false });

    /// <summary>The parameters of the command line.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="others">Those that are said nowhere.</param>
    /// <exception cref="UsageException">A value is of another type or out of its bounds.</exception>
    public SimulationParameters Read(ParseResult parsed, SimulationParameters others)
    {
        SimulationParameters parameters = parsed.GetValue(_file) is { } path ? ContactsSettings.ReadParameters(_file.Name, path, others) : others;
        JsonObject written = [];
        foreach ((ParameterDescription parameter, Option<string?> option) in _options)
            if (parsed.GetResult(option) is { Implicit: false }) written[parameter.Name] = ValueOf(parameter, option, parsed.GetValue(option));
        parameters = ParameterJson.Merge(written, parameters);
        IReadOnlyList<ParameterProblem> problems = parameters.Problems();
        if (problems.Count > 0) throw new UsageException(string.Join(Environment.NewLine, problems.Select(p => Tell(p, written))));
        return parameters;
    }

    /// <summary>The value that a text says.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="text">The text.</param>
    /// <returns>The value; null where the text says none.</returns>
    public static JsonNode? Parse(ParameterDescription parameter, string text) => parameter.Kind switch
    {
        ParameterKind.Integer => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int whole) ? whole : null,
        ParameterKind.Boolean => bool.TryParse(text, out bool truth) ? truth : null,
        ParameterKind.Choice => parameter.Choices.FirstOrDefault(c => c.Equals(text, StringComparison.OrdinalIgnoreCase)),
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double real) && double.IsFinite(real) ? real : null,
    };

    private static JsonNode ValueOf(ParameterDescription parameter, Option option, string? text)
    {
        if (parameter.Kind == ParameterKind.Boolean && string.IsNullOrEmpty(text)) return true;
        return Parse(parameter, text ?? "") ?? throw new UsageException($"{option.Name} '{text}' is not {parameter.Wanted}");
    }

    private static string Tell(ParameterProblem problem, JsonObject written) => written.ContainsKey(problem.Name)
        ? string.Create(CultureInfo.InvariantCulture, $"{NameOf(problem.Name)} {problem.Value} is not from {problem.Least} to {problem.Most}: {problem.Reason}")
        : problem.ToString();

    private static Option<string?> OptionOf(ParameterDescription parameter)
    {
        object? usual = ParameterJson.Write(new SimulationParameters())[parameter.Name];
        var option = new Option<string?>(NameOf(parameter.Name))
        {
            Description = $"{parameter.Description.TrimEnd('.')} (default: {usual})",
            Arity = parameter.Kind == ParameterKind.Boolean ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
        };
        if (parameter.Choices.Count > 0) option.CompletionSources.Add([.. parameter.Choices]);
        return option;
    }

    private static string NameOf(string parameter) => $"--{parameter.Replace('_', '-')}";
}
