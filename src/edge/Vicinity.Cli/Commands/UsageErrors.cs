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
        // A group that does something by itself has wrong values of its own.
        if (known.Length > 0 && (command.Action is null || parsed.UnmatchedTokens.Count > 0))
        {
            string? word = parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null;
            if (word is { } option && option.StartsWith('-')) Messages.Fail(UnknownOption(command, option));
            else Messages.Fail(word is null ? $"'{path}' wants one of: {string.Join(", ", known)}" : $"'{path}' has no command '{word}'{NearestName.Hint(word, known)}{Environment.NewLine}It has: {string.Join(", ", known)}");
        }
        else
        {
            foreach (string message in parsed.Errors.Select(e => Plain(command, e.Message)).Distinct()) Messages.Fail(message + HintFor(parsed, message));
        }

        Messages.Note($"All options and examples: {path} --help");
    }

    /// <summary>That there is no option of a name, and which may have been meant.</summary>
    public static string UnknownOption(Command command, string option) => $"there is no option '{option}'{NearestName.Hint(option, OptionsOf(command))}";

    /// <summary>In the words of this program, without the names of .NET's types.</summary>
    private static string Plain(Command command, string message)
    {
        message = message.TrimEnd('.');
        return Unreadable().Match(message) is { Success: true } found ? $"{NameOf(command, found)} '{found.Groups["value"].Value}' is not {Wanted(command, found)}" : message;
    }

    private static string NameOf(Command command, Match found) => found.Groups["kind"].Value == "option" ? found.Groups["name"].Value : command.Arguments[0].Name;

    private static string Wanted(Command command, Match found) => found.Groups["type"].Value switch
    {
        "Int16" or "Int32" or "Int64" => "a whole number, or is too large",
        "Double" => "a number",
        "UInt64" => "a whole number from 0 on",
        "Boolean" => "true or false",
        _ when command.Options.FirstOrDefault(o => o.Name == found.Groups["name"].Value)?.ValueType is { IsEnum: true } words => Bounds.Listed(Enum.GetNames(words)),
        string other => $"of the type {other}",
    };

    [GeneratedRegex(@"^Cannot parse argument '(?<value>.*)' for (?<kind>option|command) '(?<name>[^']*)' as expected type '(System\.Nullable`1\[)?([\w.]+\.)?(?<type>\w+)\]?'")]
    private static partial Regex Unreadable();

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
