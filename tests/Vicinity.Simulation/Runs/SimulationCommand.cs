namespace Vicinity.Simulation;
internal static class SimulationCommand
{
    public static int Run(string[] args, TextWriter output)
    {
        var s = new SimulationSettings();
        ulong from = ulong.Parse(args[0]); int n = int.Parse(args[1]);
        if (args.Length > 2) s = s.WithFault(args[2])!;
        if (args.Length > 3) s = s with { Profile = args[3] };
        var sw = System.Diagnostics.Stopwatch.StartNew();
        int bad = 0; long steps = 0; var st = new SimulationStatistics(); var f = new int[40]; long rec = 0, maxrec = 0;
        for (ulong i = from; i < from + (ulong)n; i++)
        {
            SimulationResult r = new Simulation(s with { Seed = i, Trace = n == 1 }).Run();
            steps += r.Steps; st.Add(r.Statistics); rec += r.RecoveredAfterMs; maxrec = Math.Max(maxrec, r.RecoveredAfterMs);
            for (int k = 0; k < r.Faults.Count; k++) f[k] += r.Faults[k];
            if (r.Trace != null) foreach (string l in r.Trace.Lines()) output.WriteLine(l);
            if (r.Violation != null) { bad++; if (bad < 12) output.WriteLine($"{i} {r.Profile} @{r.VirtualMs} {r.Violation}"); }
        }
        output.WriteLine($"{n} seeds {bad} bad, {steps / n} steps/seed, {sw.ElapsedMilliseconds / (double)n:0.0} ms/seed; recov avg {rec / n} max {maxrec}; el {st.Elections} rises {st.Rises} cuts {st.Cuts} changes {st.Changes} bases {st.BasesTaken} acked {st.Acknowledged}");
        output.WriteLine(string.Join(" ", Enum.GetValues<FaultKind>().Select(k => $"{k}={f[(int)k]}")));
        return bad > 0 ? 1 : 0;
    }
}
