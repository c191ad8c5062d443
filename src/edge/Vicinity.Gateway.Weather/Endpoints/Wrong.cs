using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Vicinity.Gateway.Weather;

/// <summary>The answer to a request that cannot be read.</summary>
internal static class Wrong
{
    private const int LongestTold = 40;

    /// <param name="reason">Names value, bound and reason.</param>
    public static ProblemHttpResult Request(string reason) => TypedResults.Problem(title: "The request cannot be read", detail: reason, statusCode: StatusCodes.Status400BadRequest);

    /// <summary>What a stranger sent, short enough to be told.</summary>
    public static string Told(string text) => text.Length > LongestTold ? text[..LongestTold] + "…" : text;
}
