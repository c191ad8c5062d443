using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;
using Vicinity.Contacts;

namespace Vicinity.Gateway.Contacts;

/// <summary>What privacy costs: figures without persons, but of work that takes seconds, so for the operator.</summary>
internal static class PrivacyEndpoints
{
    private const int UsualTicks = 400;
    private const int UsualPeople = 300;
    private const int UsualRuns = 10;
    private const double UsualAppShare = 0.6;
    private const int UsualTestDelay = 12;

    private static readonly string[] s_numbers = ["people", "infected", "ticks", "seed", "runs"];

    public static void MapPrivacy(this IEndpointRouteBuilder contacts) => contacts
        .MapGet("/privacy", async Task<IResult> (HttpRequest request, PrivacyComparisons comparisons, RunList runs, ContactsOptions options, string? simulation, CancellationToken cancel) =>
        {
            Run? run = null;
            if (simulation is not null && !runs.TryGet(simulation, out run)) return SimulationAnswer.Missing(simulation);
            try
            {
                if (run is { Kind: not RunKind.Crowd }) throw new ArgumentException($"'{simulation}' is no run of a crowd, so nothing is known of what it would have been otherwise");
                (RunPlan plan, int ticks, int seeds) = Read(request.Query, run, options);
                IReadOnlyList<PrivacyMode> modes = await comparisons.CompareAsync(plan, ticks, seeds, cancel).ConfigureAwait(false);
                return TypedResults.Ok(new PrivacyAnswer(plan.People, plan.Infected, ticks, plan.Seed, seeds, ParameterJson.Write(plan.Parameters), modes.Select(PrivacyModeAnswer.Of)));
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
        .WithDescription("simulation: a run of a crowd, of which people, parameters and seed are taken (those of the settings unless given). people, infected, ticks, seed, runs (seeds that are added up, 10 unless given) and any "
            + "parameter of a simulation by its name, such as app_share=0.6, take the place of the run's. Where nothing is done about the infection, 0.6, a test a day for every tenth person and 12 ticks to the result are taken.")
        .Produces<PrivacyAnswer>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status429TooManyRequests);

    private static (RunPlan Plan, int Ticks, int Runs) Read(IQueryCollection query, Run? run, ContactsOptions options)
    {
        var parameters = new JsonObject();
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach ((string name, StringValues values) in query)
        {
            string value = values.Count == 1 ? values[0]! : throw new ArgumentException($"'{Short(name)}' stands {values.Count} times");
            if (name == "simulation") continue;
            if (s_numbers.Contains(name)) numbers[name] = Whole(name, value);
            else if (ParameterDescription.All.FirstOrDefault(p => p.Name == name) is { } parameter) parameters[name] = Value(parameter, value);
            else throw new ArgumentException($"'{Short(name)}' is neither simulation, {string.Join(", ", s_numbers)} nor a parameter; there are: {string.Join(", ", ParameterDescription.All.Select(p => p.Name))}");
        }
        int Number(string name, long usual) => (int)Math.Clamp(numbers.GetValueOrDefault(name, usual), int.MinValue, int.MaxValue);
        RunPlan plan = run?.Plan ?? new RunPlan
        {
            People = options.CrowdPeople > 0 ? options.CrowdPeople : UsualPeople,
            Infected = options.CrowdInfected,
            Seed = unchecked((ulong)options.Seed),
            Parameters = options.Parameters,
        };
        int people = Number("people", plan.People);
        plan = plan with
        {
            People = people,
            Infected = Number("infected", Math.Min(plan.Infected, Math.Max(0, people))),
            Seed = numbers.TryGetValue("seed", out long seed) ? unchecked((ulong)seed) : plan.Seed,
            Parameters = ParameterJson.Merge(parameters, plan.Parameters),
            Changes = [.. plan.Changes.Select(c => c with { Parameters = ParameterJson.Merge(parameters, c.Parameters) })],
        };
        if (!plan.Parameters.Intervenes && !plan.Changes.Any(c => c.Parameters.Intervenes))
        {
            SimulationParameters Usual(SimulationParameters p) => p with
            {
                AppShare = p.AppShare == 0 && !parameters.ContainsKey("app_share") ? UsualAppShare : p.AppShare,
                TestsPerDay = p.TestsPerDay == 0 && !parameters.ContainsKey("tests_per_day") ? Math.Clamp(people / 10, 1, Crowd.MaxPeople) : p.TestsPerDay,
                TestDelay = p.TestDelay == 0 && !parameters.ContainsKey("test_delay") ? UsualTestDelay : p.TestDelay,
            };
            plan = plan with { Parameters = Usual(plan.Parameters), Changes = [.. plan.Changes.Select(c => c with { Parameters = Usual(c.Parameters) })] };
        }
        return (plan, Number("ticks", run is { Ticks: > 0 } ? run.Ticks : UsualTicks), Number("runs", UsualRuns));
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

/// <summary>The comparison, and what it is of: the figures are sums over so many runs, whose seeds follow each other.</summary>
internal sealed record PrivacyAnswer(int People, int Infected, int Ticks, ulong Seed, int Runs, JsonObject Parameters, IEnumerable<PrivacyModeAnswer> Modes);

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
