using System.CommandLine;
using System.Text.RegularExpressions;

namespace Vicinity.Cli;

/// <summary>Tells what is wrong with a command line, in a few lines that stay in sight; the page of help is one command away.</summary>
internal static partial class UsageErrors
{
    public static void Tell(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string path = PathOf(parsed);
        string[] known = [.. command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name)];
        if (known.Length > 0)
        {
            string? word = parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null;
            if (word is { } option && option.StartsWith('-')) Messages.Fail(UnknownOption(command, option));
            else Messages.Fail(word is null ? $"'{path}' wants one of: {string.Join(", ", known)}" : $"'{path}' has no command '{word}'{NearestName.Hint(word, known)}{Environment.NewLine}It has: {string.Join(", ", known)}");
        }
        else
        {
            foreach (string message in parsed.Errors.Select(e => Plain(e.Message)).Distinct()) Messages.Fail(message + HintFor(parsed, message));
        }

        Messages.Note($"All options and examples: {path} --help");
    }

    /// <summary>That there is no option of a name, and which may have been meant.</summary>
    public static string UnknownOption(Command command, string option) => $"there is no option '{option}'{NearestName.Hint(option, OptionsOf(command))}";

    /// <summary>Without the names of .NET's types.</summary>
    private static string Plain(string message) => TypeName().Replace(message.TrimEnd('.'), found => found.Groups["name"].Value switch
    {
        "Int16" or "Int32" or "Int64" => ": it is not a whole number, or too large",
        "Double" => ": it is not a number",
        "UInt64" => ": it is not a whole number from 0 on",
        string other => $": it is no {other}",
    });

    [GeneratedRegex(@" as expected type '(System\.Nullable`1\[)?([\w.]+\.)?(?<name>\w+)\]?'")]
    private static partial Regex TypeName();

    private static string HintFor(ParseResult parsed, string message) =>
        parsed.UnmatchedTokens.FirstOrDefault(t => message.Contains($"'{t}'", StringComparison.Ordinal)) is { } token ? NearestName.Hint(token, OptionsOf(parsed.CommandResult.Command)) : "";

    private static IEnumerable<string> OptionsOf(Command command) => command.Options.Where(o => !o.Hidden).Select(o => o.Name).Append("--help");

    private static string PathOf(ParseResult parsed)
    {
        var names = new List<string>();
        for (System.CommandLine.Parsing.SymbolResult? at = parsed.CommandResult; at is System.CommandLine.Parsing.CommandResult { Command: var command }; at = at.Parent)
            names.Insert(0, command is RootCommand ? CommandLine.ProgramName : command.Name);
        return string.Join(' ', names);
    }
}
