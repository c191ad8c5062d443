using System.Globalization;

namespace Vicinity.Contacts;

/// <summary>
/// What privacy costs: the same run, with the same seed, without tracing, with central and with private tracing. People, movements and all that is drawn are the same in the three, until
/// somebody isolates in one of them who does not in another. Pure.
/// </summary>
public static class PrivacyPrice
{
    /// <summary>Most work of one run: people times ticks, each with the others that a person is near to if all are spread evenly.</summary>
    public const double MostWork = 5_000_000;

    /// <summary>What is wrong with a comparison, each with name, value, bound and reason.</summary>
    public static IReadOnlyList<string> Problems(RunPlan plan, int ticks)
    {
        var problems = new List<string>(plan.Problems());
        if (ticks is < 1 or > SimulationParameters.MaxTicks) problems.Add($"ticks is {ticks} and must be between 1 and {SimulationParameters.MaxTicks}: the runs end after them");
        if (problems.Count > 0) return problems;
        if (!plan.Parameters.Intervenes && !plan.Changes.Any(c => c.Parameters.Intervenes)) problems.Add("app_share or tests_per_day is 0 throughout: without the app and tests nobody is traced in any mode");
        double work = Work(plan, ticks);
        if (work > MostWork) problems.Add(string.Create(CultureInfo.InvariantCulture, $"people times ticks times those near each is {work:0} and may be {MostWork:0}: compare fewer people or fewer ticks"));
        return problems;
    }

    /// <summary>Compares the three.</summary>
    /// <param name="plan">The run; how its parameters trace does not matter.</param>
    /// <param name="ticks">Ticks after which it ends.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>None, central, private.</returns>
    /// <exception cref="ArgumentException">The plan or the ticks are out of their bounds; the message says how.</exception>
    public static IReadOnlyList<PrivacyMode> Of(RunPlan plan, int ticks, CancellationToken cancel = default)
    {
        IReadOnlyList<string> problems = Problems(plan, ticks);
        if (problems.Count > 0) throw new ArgumentException(string.Join("; ", problems));
        PrivacyMode none = Run(plan, TracingMode.None, ticks, cancel);
        PrivacyMode Compared(TracingMode mode) => Run(plan, mode, ticks, cancel) is var run ? run with { Averted = none.Infections - run.Infections } : none;
        return [none, Compared(TracingMode.Central), Compared(TracingMode.Private)];
    }

    private static double Work(RunPlan plan, int ticks)
    {
        double people = plan.People + plan.Additions.Count, most = 0;
        foreach (SimulationParameters parameters in plan.Changes.Select(c => c.Parameters).Prepend(plan.Parameters))
        {
            double reach = Math.Max(parameters.InfectionRadius, parameters.AvoidanceRadius);
            double near = Math.Min(people, people * Math.PI * (reach + 0.5) * (reach + 0.5) / ((parameters.FieldWidth + 1.0) * (parameters.FieldHeight + 1.0)));
            most = Math.Max(most, near);
        }
        return people * ticks * (1 + most);
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
