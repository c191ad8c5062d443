using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Vicinity.Weather;

/// <summary>When an alarm is raised and cleared: by the mean of a window over a place, or over all sensors. Between both thresholds it stays as it is, so that a value that wavers raises it once.</summary>
/// <param name="Quantity">What is looked at.</param>
/// <param name="IsAbove">Whether it is raised above the threshold; else below.</param>
/// <param name="Raise">Threshold behind which it is raised.</param>
/// <param name="Clear">Threshold behind which, on the other side, it is cleared.</param>
/// <param name="Place">The place; null for each one, and for all sensors together.</param>
public sealed record AlarmRule(Quantity Quantity, bool IsAbove, double Raise, double Clear, string? Place = null)
{
    /// <summary>Most rules.</summary>
    public const int Most = 100;

    /// <summary>Reads rules, separated by commas: <c>co2&gt;1000:900</c> is raised above 1000 and cleared below 900; <c>wellness&lt;0.3:0.4@lab</c> is for one place.</summary>
    /// <param name="text">The rules; empty for none.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="problem">What is wrong with them.</param>
    public static bool TryParse(string text, out IReadOnlyList<AlarmRule> rules, [NotNullWhen(false)] out string? problem)
    {
        (rules, problem) = ([], null);
        List<AlarmRule> found = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (found.Count == Most) problem = $"there are more than {Most} rules, each of which is looked at for each window";
            else if (!TryParseOne(part, out AlarmRule? rule, out string? wrong)) problem = $"'{(part.Length > 80 ? part[..80] + "…" : part)}' {wrong}";
            else found.Add(rule);
            if (problem is not null) return false;
        }
        rules = found;
        return true;
    }

    /// <summary>Whether it is about a window.</summary>
    public bool IsFor(Window window) =>
        window.Quantity == Quantity && (Place is { } place ? window.Scope == WindowScope.Place && window.Name == place : window.Scope is WindowScope.Place or WindowScope.All);

    /// <summary>Whether the alarm is raised after a mean.</summary>
    /// <param name="mean">The mean.</param>
    /// <param name="isRaised">Whether it was raised before.</param>
    public bool IsRaised(double mean, bool isRaised) => IsAbove
        ? isRaised ? mean >= Clear : mean > Raise
        : isRaised ? mean <= Clear : mean < Raise;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(IsAbove ? "above" : "below")} {Raise}, until {(IsAbove ? "below" : "above")} {Clear}");

    private static bool TryParseOne(string text, [NotNullWhen(true)] out AlarmRule? rule, [NotNullWhen(false)] out string? wrong)
    {
        (rule, wrong) = (null, null);
        string? place = null;
        if (text.IndexOf('@', StringComparison.Ordinal) is var at and >= 0) (place, text) = (text[(at + 1)..], text[..at]);
        int sign = text.IndexOfAny(['<', '>']), colon = text.IndexOf(':', StringComparison.Ordinal);
        if (sign < 0 || colon < sign)
        {
            wrong = "is not like co2>1000:900 or wellness<0.3:0.4@lab";
            return false;
        }
        if (!Enum.TryParse(text[..sign], ignoreCase: true, out Quantity quantity) || !Enum.IsDefined(quantity) || char.IsAsciiDigit(text[0]))
        {
            wrong = $"begins with no quantity; there are: {string.Join(", ", Enum.GetNames<Quantity>())}";
            return false;
        }
        if (quantity == Quantity.WindDirection)
        {
            wrong = "is about a direction, which has no higher and lower";
            return false;
        }
        bool isAbove = text[sign] == '>';
        if (!TryNumber(text[(sign + 1)..colon], out double raise) || !TryNumber(text[(colon + 1)..], out double clear))
        {
            wrong = "has no two numbers, to raise and to clear";
            return false;
        }
        if (isAbove ? clear > raise : clear < raise)
        {
            wrong = $"would be cleared where it is raised: the second number is not {(isAbove ? "above" : "below")} the first";
            return false;
        }
        if (place is not null && (place.Length == 0 || ReadingBounds.PlaceProblem(place) is not null))
        {
            wrong = "names no place behind @";
            return false;
        }
        rule = new AlarmRule(quantity, isAbove, raise, clear, place);
        return true;
    }

    private static bool TryNumber(string text, out double number) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}
