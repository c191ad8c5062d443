using Microsoft.AspNetCore.Http;

namespace Vicinity.Gateway;

/// <summary>Decides who may use an endpoint. A service of the gateway; thread-safe.</summary>
public interface IAccessRule
{
    /// <summary>Says why the request may not go on, or null when it may.</summary>
    AccessRefusal? Refuse(HttpContext context);
}

/// <summary>What who was not let in is told.</summary>
/// <param name="Title">What is kept from them, in a few words.</param>
/// <param name="Detail">Why, and what to do.</param>
public sealed record AccessRefusal(string Title, string Detail);
