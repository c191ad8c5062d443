using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Vicinity.Weather;

namespace Vicinity.Gateway.Weather;

/// <summary>Which windows a reader asks for.</summary>
/// <param name="Quantity">The quantity; null for all.</param>
/// <param name="Scope">Over which sensors.</param>
/// <param name="Name">The place or sensor; null for all of the scope.</param>
/// <param name="From">First moment, in Unix milliseconds.</param>
/// <param name="Before">The moment after the last.</param>
internal sealed record WindowQuery(Quantity? Quantity, WindowScope Scope, string? Name, long From, long Before)
{
    /// <summary>Reads the parameters of a request, or answers what is wrong with them.</summary>
    public static bool TryRead(string? quantity, string? scope, string? name, long? from, long? to, [NotNullWhen(true)] out WindowQuery? query, [NotNullWhen(false)] out IResult? problem)
    {
        (query, problem) = (null, null);
        Quantity? only = null;
        if (quantity is not null)
        {
            if (!WeatherWords.TryRead(quantity, out Quantity known))
            {
                problem = Wrong.Request($"quantity '{Wrong.Told(quantity)}' is none of {WeatherWords.All<Quantity>()}");
                return false;
            }
            only = known;
        }
        if (!WeatherWords.TryRead(scope ?? "all", out WindowScope over))
        {
            problem = Wrong.Request($"scope '{Wrong.Told(scope!)}' is none of {WeatherWords.All<WindowScope>()}");
            return false;
        }
        if (over == WindowScope.All && !string.IsNullOrEmpty(name))
        {
            problem = Wrong.Request($"name '{Wrong.Told(name)}' is given, but scope is all: it is for place or sensor");
            return false;
        }
        if (from > to)
        {
            problem = Wrong.Request($"from {from} is later than to {to}");
            return false;
        }
        query = new WindowQuery(only, over, name, from ?? 0, to ?? long.MaxValue);
        return true;
    }
}
