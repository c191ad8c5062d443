using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vicinity.Weather;

namespace Vicinity.Gateway.Weather;

/// <summary><c>GET /api/weather/alarms</c>: which are raised, and what was raised and cleared.</summary>
internal static class AlarmEndpoints
{
    public static void MapAlarms(this IEndpointRouteBuilder weather) => weather
        .MapGet("/alarms", (AlarmView alarms) => TypedResults.Ok(AlarmsAnswer.Of(alarms)))
        .WithName("GetWeatherAlarms")
        .WithSummary("Alarms that are raised now, and the newest events: what was raised and cleared, newest first");
}

/// <summary>Alarms.</summary>
/// <param name="Active">Those that are raised now.</param>
/// <param name="Events">The newest events, newest first.</param>
internal sealed record AlarmsAnswer(IReadOnlyList<AlarmAnswer> Active, IReadOnlyList<AlarmAnswer> Events)
{
    private const int Most = 200;

    public static AlarmsAnswer Of(AlarmView alarms) => new([.. alarms.Active.Take(Most).Select(AlarmAnswer.Of)], [.. alarms.Events.Take(Most).Select(AlarmAnswer.Of)]);
}

/// <summary>An alarm that was raised or cleared.</summary>
/// <param name="Quantity">What is looked at.</param>
/// <param name="Place">Where; empty for over all sensors.</param>
/// <param name="T">End of the window that did it, in Unix milliseconds.</param>
/// <param name="Raised">Whether it was raised; else cleared.</param>
/// <param name="Mean">Mean of that window.</param>
/// <param name="Threshold">Threshold behind which it is raised.</param>
/// <param name="Text">The rule in words.</param>
internal sealed record AlarmAnswer(string Quantity, string Place, long T, bool Raised, double Mean, double Threshold, string Text)
{
    public static AlarmAnswer Of(AlarmEvent e) => new(WeatherWords.Of(e.Rule.Quantity), e.Place, e.Time, e.IsRaised, e.Mean, e.Rule.Raise, e.Rule.ToString());
}
