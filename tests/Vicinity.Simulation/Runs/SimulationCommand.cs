using System.Diagnostics;
using System.Globalization;
using Vicinity.Consensus;

namespace Vicinity.Simulation;

/// <summary>Carries out <c>vicinity sim</c>.</summary>
/// <param name="output">Where it writes.</param>
/// <param name="colours">Whether escape sequences for colours are wanted.</param>
/// <param name="live">Whether one line may be written over again and again.</param>
internal sealed class SimulationCommand(TextWriter output, bool colours, bool live)
{
    private const int ViolationsShown = 10;

    /// <summary>Runs with these arguments; the result is the exit code.</summary>
    public int Run(IReadOnlyList<string> args)
    {
        if (SimulationArguments.Parse(args, out string error) is not { } arguments)
        {
            output.WriteLine($"vicinity sim: {error}\n\n{SimulationArguments.Usage}");
            return 2;
        }
        if (arguments.Help) output.WriteLine(SimulationArguments.Usage);
        else if (arguments.List) List();
        else return arguments.IsOneSeed ? One(arguments) : Many(arguments);
        return 0;
    }

    private void List()
    {
        output.WriteLine("profiles: " + string.Join(", ", FaultProfile.Names));
        output.WriteLine("faults of the state machine:");
        foreach (PlantedFault fault in Enum.GetValues<PlantedFault>())
            if (!Enum.TryParse(fault.ToString(), out DriverFault _)) output.WriteLine("  " + fault);
        output.WriteLine("faults of the driver and the disk:");
        foreach (DriverFault fault in Enum.GetValues<DriverFault>())
            if (fault != DriverFault.None) output.WriteLine("  " + fault);
    }

    private int One(SimulationArguments arguments)
    {
        SimulationResult result = new Simulation(arguments.Settings with { Seed = arguments.Seed!.Value, Trace = arguments.Trace || arguments.ShiViz is not null }).Run();
        if (arguments.Trace)
        {
            foreach (string line in result.Trace!.Lines())
                output.WriteLine(line.Contains("LEADER", StringComparison.Ordinal) ? Colour(line, 32) : line.Contains("VIOLATION", StringComparison.Ordinal) ? Colour(line, 31) : line);
        }
        if (arguments.ShiViz is { } file)
        {
            File.WriteAllText(file, result.Trace!.ShiViz());
            output.WriteLine($"written: {file}");
        }
        output.WriteLine($"seed {result.Settings.Seed}, profile {result.Profile}: {result.Steps} events in {result.VirtualMs} ms of virtual time, {result.Statistics.Elections} elections, {result.Statistics.Acknowledged} batches acknowledged, hash {result.Hash:x16}");
        if (result.Violation is null)
        {
            output.WriteLine(Colour($"all promises held; serving again {result.RecoveredAfterMs} ms after the last fault", 32));
            return 0;
        }
        Tell(result);
        return 1;
    }

    private int Many(SimulationArguments arguments)
    {
        var sweep = new SeedSweep(arguments.Settings);
        long count = arguments.Seeds ?? (arguments.Minutes is null ? 2000 : long.MaxValue);
        long began = Stopwatch.GetTimestamp();
        long told = began;
        int shown = 0;
        sweep.Run(arguments.Seed ?? 1, count, arguments.Minutes is { } m ? TimeSpan.FromMinutes(m) : null, arguments.Threads, ViolationsShown, progress =>
        {
            for (; shown < progress.Violations.Count; shown++) Tell(progress.Violations[shown]);
            if (Stopwatch.GetElapsedTime(told).TotalSeconds < (live ? 0.5 : 30)) return;
            told = Stopwatch.GetTimestamp();
            output.Write((live ? "\r\u001b[2K" : "") + Summary(progress, Stopwatch.GetElapsedTime(began)) + (live ? "" : "\n"));
        });
        if (live) output.Write("\r\u001b[2K");
        Report(sweep, Stopwatch.GetElapsedTime(began));
        return sweep.Violations.Count == 0 ? 0 : 1;
    }

    private void Report(SeedSweep sweep, TimeSpan took)
    {
        output.WriteLine(Summary(sweep, took));
        output.WriteLine($"  {sweep.VirtualMs / 3_600_000.0:0.0} h of virtual time, {sweep.Steps:N0} events, {sweep.Statistics.Elections:N0} elections, {sweep.Statistics.Rises:N0} rises of the high watermark, "
            + $"{sweep.Statistics.Cuts:N0} cuts, {sweep.Statistics.Changes:N0} voter changes, {sweep.Statistics.BasesTaken:N0} bases taken, {sweep.Statistics.Acknowledged:N0} batches acknowledged");
        output.WriteLine($"  slowest to serve again after the last fault: {sweep.SlowestRecoveryMs} ms");
        output.WriteLine("  faults: " + string.Join(", ", Enum.GetValues<FaultKind>().Select(kind => $"{kind} {sweep.Faults[(int)kind]:N0}")));
        output.WriteLine(sweep.Violations.Count == 0 ? Colour("all promises held", 32) : Colour($"{sweep.Violations.Count} seeds broke a promise", 31));
    }

    private string Summary(SeedSweep sweep, TimeSpan took) =>
        $"{sweep.Seeds:N0} seeds in {took.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s: {sweep.Seeds / Math.Max(0.001, took.TotalMinutes):N0} seeds a minute, {sweep.Faults.Sum():N0} faults injected, "
        + (sweep.Violations.Count == 0 ? "no violation" : Colour(sweep.Violations.Count + " violations", 31));

    private void Tell(SimulationResult result)
    {
        output.WriteLine((live ? "\r\u001b[2K" : "") + Colour($"seed {result.Settings.Seed} (profile {result.Profile}), after {result.VirtualMs} ms: {result.Violation}", 31));
        output.WriteLine("  repeat it: " + result.Settings.Line);
    }

    private string Colour(string text, int colour) => colours ? $"\u001b[{colour}m{text}\u001b[0m" : text;
}
