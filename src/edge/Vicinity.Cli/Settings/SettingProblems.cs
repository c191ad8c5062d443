using System.CommandLine;
using System.Text.RegularExpressions;

namespace Vicinity.Cli;

/// <summary>
/// What is wrong with settings, told with the name of the option that gave the value, where one did. A message of settings reads <c>Name is value, bound: reason</c>
/// or <c>Name: reason</c>; with an option it reads <c>--name value is bound: reason</c> or <c>--name: reason</c>.
/// </summary>
internal static class SettingProblems
{
    /// <summary>Refuses settings that have a problem.</summary>
    /// <param name="problems">All problems.</param>
    /// <param name="written">The names of settings that options gave, with those of the options.</param>
    /// <exception cref="UsageException">There is a problem; the message has a line for each.</exception>
    public static void Refuse(IReadOnlyList<string> problems, params IEnumerable<(string Setting, string Option)> written)
    {
        if (problems.Count > 0) throw new UsageException(string.Join(Environment.NewLine, problems.Select(p => written.Aggregate(p, Rename))));
    }

    /// <summary>Of settings and the options that give them, those that stand on the command line.</summary>
    public static IEnumerable<(string Setting, string Option)> Written(ParseResult parsed, params IEnumerable<(string Setting, Option Option)> options) =>
        options.Where(o => parsed.GetResult(o.Option) is { Implicit: false }).Select(o => (o.Setting, o.Option.Name));

    private static string Rename(string problem, (string Setting, string Option) written)
    {
        if (problem.StartsWith(written.Setting + ":", StringComparison.Ordinal)) return written.Option + problem[written.Setting.Length..];
        Match found = Regex.Match(problem, $"^{Regex.Escape(written.Setting)} is (?<value>'[^']*'|[^,]*), (?<rest>.*)$", RegexOptions.Singleline);
        return found.Success ? $"{written.Option} {found.Groups["value"].Value} is {found.Groups["rest"].Value}" : problem;
    }
}
