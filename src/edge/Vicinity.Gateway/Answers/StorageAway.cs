using Microsoft.AspNetCore.Http;

namespace Vicinity.Gateway;

/// <summary>The answer when the log did not take what was sent. It does not name the part that is away.</summary>
public static class StorageAway
{
    /// <param name="what">What was sent, in the plural, as a sentence begins: "Positions".</param>
    public static IResult Result(string what) => TypedResults.Problem(
        title: $"{what} cannot be stored now", detail: "Nothing of this request was stored. Send it again in a few seconds.",
        statusCode: StatusCodes.Status503ServiceUnavailable);
}
