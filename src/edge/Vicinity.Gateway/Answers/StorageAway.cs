using Microsoft.AspNetCore.Http;

namespace Vicinity.Gateway;

/// <summary>The answer when the log has confirmed nothing of what was sent: that it is not stored is not known. It does not name the part that is away.</summary>
public static class StorageAway
{
    /// <param name="what">What was sent, in the plural, as a sentence begins: "Positions".</param>
    public static IResult Result(string what) => TypedResults.Problem(
        title: $"{what} cannot be stored now", detail: "The log has confirmed nothing of this request, so it is not known whether it is stored. Send it again in a few seconds.",
        statusCode: StatusCodes.Status503ServiceUnavailable);
}
