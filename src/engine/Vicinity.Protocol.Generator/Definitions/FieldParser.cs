using System;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Vicinity.Protocol.Generator;

/// <summary>Reads one field line: <c>Name type [versions] [TAGn] [= default] [{]</c>.</summary>
internal static class FieldParser
{
    private static readonly Regex s_line = new(
        @"^(?<name>[A-Z]\w*) (?<type>\w+)(?<array>\[\])?(?<null>\?(\(v(?<nullFrom>\d+)\+\))?)?( <v(?<from>\d+)(?<open>\+|-(?<to>\d+))?>)?( TAG(?<tag>\d+))?( = (?<default>-?\d+|true))?(?<body> \{)?$",
        RegexOptions.Compiled | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant);

    /// <param name="text">The line without indentation.</param>
    /// <param name="number">Its number, for errors.</param>
    /// <param name="outer">Versions of the struct that holds the field.</param>
    /// <param name="opensBody">Whether the field's struct is defined in the lines that follow.</param>
    public static FieldDefinition Parse(string text, int number, VersionRange outer, out bool opensBody)
    {
        var match = s_line.Match(text);
        if (!match.Success)
            throw new DefinitionException(number, $"not a field: '{text}'");

        var versions = outer;
        if (match.Groups["from"].Success)
        {
            var from = Number(match, "from");
            var to = match.Groups["to"].Success ? Number(match, "to") : match.Groups["open"].Success ? outer.Highest : from;
            versions = new VersionRange(Math.Max(from, outer.Lowest), Math.Min(to, outer.Highest));
            if (versions.Lowest > versions.Highest)
                throw new DefinitionException(number, $"'{text}' exists in no version");
        }

        var kind = FieldKinds.Of(match.Groups["type"].Value);
        opensBody = match.Groups["body"].Success;
        if (opensBody && kind != FieldKind.Struct)
            throw new DefinitionException(number, $"a {match.Groups["type"].Value} has no body");

        return new FieldDefinition(match.Groups["name"].Value, kind, match.Groups["type"].Value, match.Groups["array"].Success, versions)
        {
            NullableVersions = !match.Groups["null"].Success ? null
                : match.Groups["nullFrom"].Success ? new VersionRange(Number(match, "nullFrom"), versions.Highest) : versions,
            Tag = match.Groups["tag"].Success ? Number(match, "tag") : null,
            Default = match.Groups["default"].Success ? match.Groups["default"].Value : null,
        };
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
}
