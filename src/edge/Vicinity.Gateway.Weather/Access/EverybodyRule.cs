using Microsoft.AspNetCore.Http;

namespace Vicinity.Gateway.Weather;

/// <summary>Lets everybody read windows and figures; what single sensors say is decided apart.</summary>
public sealed class EverybodyRule : IAccessRule
{
    /// <inheritdoc/>
    public AccessRefusal? Refuse(HttpContext context) => null;
}
