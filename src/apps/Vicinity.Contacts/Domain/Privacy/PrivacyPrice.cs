using System.Globalization;

namespace Vicinity.Contacts;

/// <summary>
/// What privacy costs: the same run, with the same seed, without tracing, with central and with private tracing. People, movements and all that is drawn are the same in the three, until
/// somebody isolates in one of them who does not in another. A single run says little, because one infection more or less at its beginning decides it; so several, whose seeds follow each other, are
/// added up. Pure.
/// </summary>
public static class PrivacyPrice
{
    /// <summary>Most seeds.</summary>
    public const int MostRuns = 1_000;

    /// <summary>Most work of one mode: runs times people times ticks, each with the others that a person is near to if all are spread evenly.</summary>
    public const double MostWork = 5_000_000;

    /// <summary>What is wrong with a comparison, each with name, value, bound and reason.</summary>
    public static IReadOnlyList<string> Problems(RunPlan plan, int ticks, int runs = 1)
    {
        var problems = new List<string>(plan.Problems());
        if (ticks is < 1 or > SimulationParameters.MaxTicks) problems.Add($"ticks is {ticks} and must be between 1 and {SimulationParameters.MaxTicks}: the runs end after them");
        if (runs is < 1 or > MostRuns) problems.Add($"runs is {runs} and must be between 1 and {MostRuns}: each has a seed of its own");
        if (problems.Count > 0) return problems;
        if (!plan.Parameters.Intervenes && !plan.Changes.Any(c => c.Parameters.Intervenes)) problems.Add("app_share or tests_per_day is 0 throughout: without the app and tests nobody is traced in any mode");
        double work = Work(plan, ticks) * runs;
        if (work > MostWork) problems.Add(string.Create(CultureInfo.InvariantCulture, $"runs times people times ticks times those near each is {work:0} and may be {MostWork:0}: compare fewer runs, people or ticks"));
        return problems;
    }

    /// <summary>Compares the three.</summary>
    /// <param name="plan">The run; how its parameters trace does not matter.</param>
    /// <param name="ticks">Ticks after which it ends.</param>
    /// <param name="runs">How many seeds, the plan's and those after it.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>None, central, private; sums of all runs.</returns>
    /// <exception cref="ArgumentException">The plan or the ticks are out of their bounds; the message says how.</exception>
    public static IReadOnlyList<PrivacyMode> Of(RunPlan plan, int ticks, int runs = 1, CancellationToken cancel = default)
    {
        IReadOnlyList<string> problems = Problems(plan, ticks, runs);
        if (problems.Count > 0) throw new ArgumentException(string.Join("; ", problems));
        var modes = new List<PrivacyMode>();
        foreach (TracingMode mode in (TracingMode[])[TracingMode.None, TracingMode.Central, TracingMode.Private])
        {
            PrivacyMode sum = new(mode, 0, 0, 0, 0, 0, 0, 0, 0);
            for (int i = 0; i < runs; i++) sum = Sum(sum, Run(plan with { Seed = unchecked(plan.Seed + (ulong)i) }, mode, ticks, cancel));
            modes.Add(modes.Count == 0 ? sum : sum with { Averted = modes[0].Infections - sum.Infections });
        }
        return modes;
    }

    private static PrivacyMode Sum(PrivacyMode a, PrivacyMode b) => new(
        a.Mode, a.Infections + b.Infections, 0, a.Positive + b.Positive, a.Exposed + b.Exposed, a.Notified + b.Notified, a.Missed + b.Missed, a.FalselyNotified + b.FalselyNotified, a.IsolatedTicks + b.IsolatedTicks);

    private static double Work(RunPlan plan, int ticks)
    {
        double people = plan.People + plan.Additions.Count, most = 0;
        foreach (SimulationParameters parameters in plan.Changes.Select(c => c.Parameters).Prepend(plan.Parameters))
        {
            double reach = Math.Max(parameters.InfectionRadius, parameters.AvoidanceRadius);
            double near = Math.Min(people, people * Math.PI * (reach + 0.5) * (reach + 0.5) / ((parameters.FieldWidth + 1.0) * (parameters.FieldHeight + 1.0)));
            most = Math.Max(most, near);
        }
        return Math.Max(1, people) * ticks * (1 + most);
    }

    private static PrivacyMode Run(RunPlan plan, TracingMode mode, int ticks, CancellationToken cancel)
    {
        RunPlan traced = plan with
        {
            Parameters = plan.Parameters with { Tracing = mode },
            Changes = [.. plan.Changes.Select(c => c with { Parameters = c.Parameters with { Tracing = mode } })],
        };
        Crowd crowd = traced.Begin();
        var truth = new TrueExposures();
        int infections = 0, positive = 0, exposed = 0, notified = 0, missed = 0, falsely = 0;
        long isolated = 0;
        while (crowd.Tick < ticks)
        {
            cancel.ThrowIfCancellationRequested();
            // The tick has the parameters from before it; those that a change brings are for the next one.
            SimulationParameters parameters = crowd.Parameters;
            crowd.Step();
            truth.Take(crowd, parameters);
            infections += crowd.Infections.Length;
            isolated += crowd.Interventions.Isolated;
            int told = 0, right = 0;
            foreach (int source in crowd.Positives)
            {
                positive++;
                exposed += truth.Of(source, crowd, parameters);
                foreach (Notification notification in crowd.Notifications)
                {
                    if (notification.Source != source) continue;
                    told++;
                    if (truth.Includes(notification.Person)) right++;
                }
                missed += truth.Count;
            }
            notified += told;
            falsely += told - right;
            missed -= right;
            traced.Follow(crowd);
        }
        return new PrivacyMode(mode, infections, 0, positive, exposed, notified, missed, falsely, isolated);
    }
}
