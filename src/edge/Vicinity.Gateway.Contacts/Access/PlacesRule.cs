using Microsoft.AspNetCore.Http;
using Vicinity.Contacts;

namespace Vicinity.Gateway.Contacts;

/// <summary>Who may see where people are: the operator, and everybody else only by setting, who then sees places without identity.</summary>
public sealed class PlacesRule(OperatorRule operators, ContactsOptions options) : IAccessRule
{
    /// <inheritdoc/>
    public AccessRefusal? Refuse(HttpContext context) => options.PublicPlaces ? null : operators.Refuse(context);

    /// <summary>Whether the request sees who people are.</summary>
    public bool SeesIdentity(HttpContext context) => operators.Refuse(context) is null;
}
