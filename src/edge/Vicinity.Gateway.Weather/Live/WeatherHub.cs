using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Vicinity.Weather;

namespace Vicinity.Gateway.Weather;

/// <summary>The live hub: a reader says whose windows it looks at, and is pushed these, the newest readings and the figures.</summary>
internal sealed class WeatherHub(LiveReaders<WeatherReader> readers, SensorsRule rule) : LiveHub<WeatherReader>(readers)
{
    private const int LongestName = 64;

    /// <summary>Looks at the windows over all sensors, of a place, or of a sensor; those of the kept history are pushed at once, then new ones.</summary>
    public void Watch(WatchRequest? request)
    {
        (string? scope, string? name) = (request?.Scope, request?.Name);
        if (!WeatherWords.TryRead(scope ?? "all", out WindowScope over)) throw new HubException($"scope '{Wrong.Told(scope!)}' is none of {WeatherWords.All<WindowScope>()}");
        if (name is { Length: > LongestName }) throw new HubException($"name has {name.Length} characters; a place or sensor has {LongestName} at most");
        if (over == WindowScope.Sensor && !Caller.SeesSensors) throw new HubException("single sensors are shown to the operator");
        Caller.Watch(over, over == WindowScope.All ? "" : name ?? "");
        Wake();
    }

    protected override WeatherReader Welcome(HttpContext request)
    {
        bool isOperator = rule.IsOperator(request);
        return new WeatherReader(isOperator, isOperator || rule.Refuse(request) is null);
    }
}
