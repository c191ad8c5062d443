using Microsoft.AspNetCore.Http;
using Vicinity.Weather;

namespace Vicinity.Gateway.Weather;

/// <summary>Who may see single sensors and their readings: everybody, or by setting the operator alone, where they stand in people's homes.</summary>
public sealed class SensorsRule(OperatorRule operators, WeatherOptions options) : IAccessRule
{
    /// <inheritdoc/>
    public AccessRefusal? Refuse(HttpContext context) => options.PublicSensors ? null : operators.Refuse(context);

    /// <summary>Whether the request is the operator's, who also sees what goes wrong where.</summary>
    public bool IsOperator(HttpContext context) => operators.Refuse(context) is null;
}
