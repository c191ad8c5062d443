using System.Text.Json.Nodes;
using Vicinity.Contacts;

namespace Vicinity.Gateway.Contacts;

/// <summary>Answers about simulations: what the log's reports tell, and what is known of their runs.</summary>
internal sealed class RunAnswers(SimulationList simulations, RunList runs, ContactsOptions options, TimeProvider time)
{
    private const int TicksOfSilence = 3;
    private const int MostChanges = 20;

    /// <summary>Simulations: those that go on first, each kind by when it began, the last one first.</summary>
    /// <param name="after">How many of them to leave out.</param>
    /// <param name="most">Most simulations.</param>
    public IEnumerable<SimulationAnswer> All(int after = 0, int most = int.MaxValue)
    {
        IReadOnlyList<SimulationView> views = simulations.All;
        var seen = views.Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        return views.Select(Of).Concat(runs.All.Where(r => !seen.Contains(r.Name)).Take(after + (long)most > int.MaxValue ? int.MaxValue : after + most).Select(Of))
            .OrderByDescending(a => a.State == "running").ThenByDescending(a => a.Began).ThenBy(a => a.Name, StringComparer.Ordinal).Skip(after).Take(most);
    }

    /// <summary>A simulation that there are reports of.</summary>
    public SimulationAnswer Of(SimulationView view)
    {
        Run? run = runs.TryGet(view.Name, out Run? known) && known.State != RunState.Deleted ? known : null;
        (long From, long To)? range = view.Range;
        return new SimulationAnswer(
            view.Name, run?.Began ?? view.Heard?.First ?? 0, range?.From, range?.To, CountsAnswer.Of(range?.To ?? 0, view.Counts), FieldAnswer.Of(view.Parameters), StateOf(run, view.Heard?.Latest ?? 0), PlanOf(run), run?.BranchOf);
    }

    /// <summary>A run that nobody has reported of yet, or not since the beginning of what is kept.</summary>
    public SimulationAnswer Of(Run run) => simulations.TryGet(run.Name, out SimulationView? view)
        ? Of(view)
        : new SimulationAnswer(
            run.Name, run.Began, null, null, CountsAnswer.Of(0, default), FieldAnswer.Of(run.Plan.Parameters),
            StateOf(run, run.Changed), PlanOf(run), run.BranchOf);

    private string StateOf(Run? run, long heard)
    {
        // People report once a tick: one of long ticks is not silent between two of them.
        long patience = Math.Max(options.LostAfterMs, TicksOfSilence * (long)(run?.TickMs ?? 0));
        bool silent = time.GetUtcNow().ToUnixTimeMilliseconds() - heard > patience;
        return run switch
        {
            // Devices come and go as they like: the run goes on while any of them reports.
            null or { Kind: RunKind.Devices } => silent || (run is { State: RunState.Ended } && heard <= run.Changed) ? "ended" : "running",
            { State: RunState.Ended } => "ended",
            { State: RunState.Running } when !silent => "running",
            // Whoever ran it has not been heard of: its process was ended.
            _ => "stopped",
        };
    }

    private static PlanAnswer? PlanOf(Run? run) => run is null ? null
        : new PlanAnswer(run.Kind.ToString().ToLowerInvariant(), run.Plan.People, run.Plan.Infected, run.Plan.Seed, run.TickMs, run.Ticks, ParameterJson.Write(run.Plan.Parameters), run.Plan.Additions.Count, [.. run.Plan.Changes.TakeLast(MostChanges).Select(c => new ChangeAnswer(c.Tick, ParameterJson.Write(c.Parameters)))]);
}

/// <summary>What decides a run.</summary>
/// <param name="Kind">crowd: all that follows decides the run, so it can be branched; devices or recorded: of it the parameters alone hold.</param>
/// <param name="People">People at the start.</param>
/// <param name="Infected">How many of them are infected.</param>
/// <param name="Seed">Seed of all that is drawn.</param>
/// <param name="TickMs">Milliseconds of a tick.</param>
/// <param name="Ticks">Ticks after which it ends; 0 for never.</param>
/// <param name="Parameters">All parameters, with the original program's names.</param>
/// <param name="Additions">People who came later.</param>
/// <param name="Changes">Other parameters from a tick on; of many the last 20.</param>
internal sealed record PlanAnswer(string Kind, int People, int Infected, ulong Seed, int TickMs, int Ticks, JsonObject Parameters, int Additions, IReadOnlyList<ChangeAnswer> Changes);

/// <summary>Other parameters after a tick.</summary>
internal sealed record ChangeAnswer(int Tick, JsonObject Parameters);
