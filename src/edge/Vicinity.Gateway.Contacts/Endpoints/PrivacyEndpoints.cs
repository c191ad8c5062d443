using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vicinity.Contacts;

namespace Vicinity.Gateway.Contacts;

/// <summary>What privacy costs: figures without persons, but of work that takes seconds, so for the operator.</summary>
internal static class PrivacyEndpoints
{
    private const int UsualTicks = 400;
    private const int UsualPeople = 300;
    private const double UsualAppShare = 0.6;

    public static void MapPrivacy(this IEndpointRouteBuilder contacts) => contacts
        .MapGet("/privacy", async Task<IResult> (HttpRequest request, PrivacyComparisons comparisons, ContactsOptions options, CancellationToken cancel) =>
        {
            try
            {
                (RunPlan plan, int ticks) = Read(request.Query, options);
                IReadOnlyList<PrivacyMode> modes = await comparisons.CompareAsync(plan, ticks, cancel).ConfigureAwait(false);
                return TypedResults.Ok(new PrivacyAnswer(plan.People, plan.Infected, ticks, plan.Seed, ParameterJson.Write(plan.Parameters), modes.Select(PrivacyModeAnswer.Of)));
            }
            catch (ArgumentException wrong)
            {
                return SimulationAnswer.Wrong(wrong.Message);
            }
            catch (ComparisonLimitException limit)
            {
                return TypedResults.Problem(title: "Too many comparisons", detail: limit.Message, statusCode: StatusCodes.Status429TooManyRequests);
            }
        })
        .WithName("GetPrivacyPrice")
        .WithSummary("The same run without, with central and with private tracing: who was told, missed and told falsely, infections averted, and what the server learns")
        .WithDescription("people, infected, ticks and seed of the run (those of the settings unless given), and any parameter of a simulation by its name, such as app_share=0.6. Where app_share or tests_per_day would be 0, "
            + "0.6 and a test a day for every tenth person are taken, unless they are given.")
        .Produces<PrivacyAnswer>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status429TooManyRequests);

    private static (RunPlan Plan, int Ticks) Read(IQueryCollection query, ContactsOptions options)
    {
        var parameters = new JsonObject();
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in query)
        {
            string value = values.Count == 1 ? values[0]! : throw new ArgumentException($"'{Short(name)}' stands {values.Count} times");
            if (name is "people" or "infected" or "ticks" or "seed") numbers[name] = Whole(name, value);
            else if (ParameterDescription.All.FirstOrDefault(p => p.Name == name) is { } parameter) parameters[name] = Value(parameter, value);
            else throw new ArgumentException($"'{Short(name)}' is neither people, infected, ticks, seed nor a parameter; there are: {string.Join(", ", ParameterDescription.All.Select(p => p.Name))}");
        }
        long people = numbers.GetValueOrDefault("people", options.CrowdPeople > 0 ? options.CrowdPeople : UsualPeople);
        SimulationParameters asked = ParameterJson.Merge(parameters, options.Parameters);
        if (asked.AppShare == 0 && !parameters.ContainsKey("app_share")) asked = asked with { AppShare = UsualAppShare };
        if (asked.TestsPerDay == 0 && !parameters.ContainsKey("tests_per_day")) asked = asked with { TestsPerDay = (int)Math.Clamp(people / 10, 1, Crowd.MaxPeople) };
        var plan = new RunPlan
        {
            People = (int)Math.Clamp(people, int.MinValue, int.MaxValue),
            Infected = (int)Math.Clamp(numbers.GetValueOrDefault("infected", Math.Min(people, options.CrowdInfected)), int.MinValue, int.MaxValue),
            Seed = unchecked((ulong)numbers.GetValueOrDefault("seed", options.Seed)),
            Parameters = asked,
        };
        return (plan, (int)Math.Clamp(numbers.GetValueOrDefault("ticks", UsualTicks), int.MinValue, int.MaxValue));
    }

    private static long Whole(string name, string value) => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
        ? number
        : throw new ArgumentException($"{name} is '{Short(value)}', not a whole number");

    private static JsonValue Value(ParameterDescription parameter, string value) => parameter.Kind switch
    {
        ParameterKind.Integer => JsonValue.Create(Whole(parameter.Name, value)),
        ParameterKind.Boolean => bool.TryParse(value, out bool truth) ? JsonValue.Create(truth) : throw new ArgumentException($"{parameter.Name} is '{Short(value)}', not true or false"),
        ParameterKind.Choice => JsonValue.Create(Short(value)),
        _ => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? JsonValue.Create(number)
            : throw new ArgumentException($"{parameter.Name} is '{Short(value)}', not a number"),
    };

    private static string Short(string text) => text.Length > 64 ? text[..64] + "…" : text;
}

/// <summary>The comparison, and what it is of.</summary>
internal sealed record PrivacyAnswer(int People, int Infected, int Ticks, ulong Seed, JsonObject Parameters, IEnumerable<PrivacyModeAnswer> Modes);

/// <summary>
/// One mode: none, central or private. Of the people who were to be told (exposed), missed were not; of those who were (notified), falselyNotified were not to be. People are counted once for each
/// positive result. averted: infections fewer than without tracing.
/// </summary>
internal sealed record PrivacyModeAnswer(
    string Mode, IReadOnlyList<string> Knows, IReadOnlyList<string> DoesNotKnow, int Infections, int Averted, int Positive, int Exposed, int Notified, int Missed, int FalselyNotified, long IsolatedTicks)
{
    public static PrivacyModeAnswer Of(PrivacyMode mode) => new(
        mode.Mode switch { TracingMode.None => "none", TracingMode.Central => "central", _ => "private" },
        mode.Knows, mode.DoesNotKnow, mode.Infections, mode.Averted, mode.Positive, mode.Exposed, mode.Notified, mode.Missed, mode.FalselyNotified, mode.IsolatedTicks);
}
