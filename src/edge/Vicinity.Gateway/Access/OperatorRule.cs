using Microsoft.AspNetCore.Http;

namespace Vicinity.Gateway;

/// <summary>Lets the operator through and nobody else: addresses and failures of nodes are nobody else's business. Changes by a browser also need the page's token.</summary>
public sealed class OperatorRule(OperatorAccess access) : IAccessRule
{
    private static readonly AccessRefusal s_stranger = new(
        "This is for the operator",
        "Open the operator's link that the server printed when it started, http://HOST:PORT/#key=KEY, or send the key: Authorization: Bearer KEY. It is kept in operator.key in the data folder.");

    private static readonly AccessRefusal s_withoutToken = new(
        "The request lacks the page's token",
        $"A cookie alone changes nothing. Send what GET /api/access answers as 'token' in the header {OperatorAccess.TokenHeader}, or the operator's key: Authorization: Bearer KEY.");

    /// <inheritdoc/>
    public AccessRefusal? Refuse(HttpContext context)
    {
        if (!access.IsOperator(context)) return s_stranger;
        return context.IsChange() && !access.MayChange(context) ? s_withoutToken : null;
    }
}
