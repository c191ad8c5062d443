using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Vicinity.Gateway;

/// <summary>
/// Says why a request could not be read: the name, the value and what it must be, in words of the API. What the framework says names types of the program, which mean nothing to whoever asks.
/// </summary>
internal static partial class UnreadRequest
{
    private const int MostValue = 60;
    private const string Unknown = "a value of the kind that /openapi/v1.json names";

    /// <summary>Why the request could not be read. Pure.</summary>
    public static string WhyNot(BadHttpRequestException bad)
    {
        string told = bad.Message;
        if (told.Contains("no body was provided", StringComparison.Ordinal)) return "The request has no body; JSON is expected.";
        if (Unbound().Match(told) is { Success: true } value)
            return $"{value.Groups["name"].Value} is '{Shorten(value.Groups["value"].Value)}' and must be {Kind(value.Groups["type"].Value)}.";
        if (Missing().Match(told) is { Success: true } missing) return $"{missing.Groups["name"].Value} is missing: it is expected in the {missing.Groups["place"].Value}.";
        if (bad.InnerException is JsonException json) return $"The body cannot be read as JSON of this endpoint. {WhyNot(json)}";
        return InternalName().IsMatch(told) ? "The request cannot be read; /openapi/v1.json says what is expected." : told;
    }

    private static string WhyNot(JsonException json)
    {
        string place = json.Path is { Length: > 0 } path ? $"At {Shorten(path)}" : "In it";
        if (json.InnerException is { } inner)
        {
            if (TooLarge().Match(inner.Message) is { Success: true } number) return $"{place}, the value must be {Kind(number.Groups["type"].Value)}.";
            if (OtherKind().Match(inner.Message) is { Success: true } token) return $"{place}, the value is a {token.Groups["token"].Value.ToLowerInvariant()} and must be a {token.Groups["wanted"].Value}.";
        }
        if (RequiredProperties().Match(json.Message) is { Success: true } required) return $"It lacks {Shorten(required.Groups["names"].Value)}.";
        return InternalName().IsMatch(json.Message) ? $"{place}, the value must be {Unknown}." : json.Message;
    }

    private static string Kind(string type)
    {
        string bare = Nullable().Match(type) is { Success: true } nullable ? nullable.Groups["type"].Value : type.TrimEnd('?');
        return bare switch
        {
            "int" or "Int32" => Whole(int.MinValue, int.MaxValue),
            "long" or "Int64" => Whole(long.MinValue, long.MaxValue),
            "uint" or "UInt32" => Whole(uint.MinValue, uint.MaxValue),
            "ulong" or "UInt64" => Whole(ulong.MinValue, ulong.MaxValue),
            "short" or "Int16" => Whole(short.MinValue, short.MaxValue),
            "byte" or "Byte" => Whole(byte.MinValue, byte.MaxValue),
            "double" or "Double" or "float" or "Single" or "decimal" or "Decimal" => "a number",
            "bool" or "Boolean" => "true or false",
            "Guid" => "an id such as 01234567-89ab-cdef-0123-456789abcdef",
            _ => Unknown,
        };

        static string Whole(object least, object most) => FormattableString.Invariant($"a whole number from {least} to {most}");
    }

    private static string Shorten(string text)
    {
        string clean = string.Concat(text.Take(MostValue).Select(c => char.IsControl(c) ? ' ' : c));
        return text.Length > MostValue ? clean + "…" : clean;
    }

    [GeneratedRegex("""^Failed to bind parameter "(?<type>\S+) (?<name>\S+)" from "(?<value>.*)"\.$""", RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Unbound();

    [GeneratedRegex("""^Required parameter "\S+ (?<name>\S+)" was not provided from (?<place>[^.]+)\.$""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Missing();

    [GeneratedRegex("""out of bounds for an? (System\.)?(?<type>\w+)""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex TooLarge();

    [GeneratedRegex("""token type '(?<token>\w+)' as an? (?<wanted>\w+)""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OtherKind();

    [GeneratedRegex("""missing required properties.*?: (?<names>.+)$""", RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex RequiredProperties();

    [GeneratedRegex("""^Nullable<(System\.)?(?<type>\w+)>$""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Nullable();

    [GeneratedRegex("""\b(Vicinity|System|Microsoft)\.\w|\.NET|\bparameter "|Nullable<""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex InternalName();
}
