using Vicinity.Model;

namespace Vicinity.Simulation;

/// <summary>How often what goes wrong in a run, and how the run is set up. Each seed draws its own numbers within its profile.</summary>
internal sealed class FaultProfile
{
    private readonly double[] _meanMs = new double[(int)FaultKind.CrashBetweenActions];

    private FaultProfile(string name) => Name = name;

    /// <summary>All names that <see cref="Draw"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = ["mixed", "calm", "crashes", "power", "elections", "network", "changes", "moves", "disks", "bases", "pauses", "storm"];

    public string Name { get; }

    /// <summary>Mean virtual time between two faults of a kind, in milliseconds; 0: none.</summary>
    public double MeanMs(FaultKind kind) => _meanMs[(int)kind];

    public double CrashBetweenActions { get; private set; }

    public double Loss { get; private set; }

    public double Duplication { get; private set; }

    public double Lateness { get; private set; }

    /// <summary>Least and most first voters.</summary>
    public (int Least, int Most) FirstVoters { get; private set; } = (3, 5);

    /// <summary>The rates of one run.</summary>
    /// <param name="name">Profile, or empty: the seed chooses.</param>
    /// <param name="prng">The run's chance.</param>
    public static FaultProfile Draw(string name, Prng prng)
    {
        int chosen = prng.Next(100);
        if (name.Length == 0) name = chosen < 40 ? "mixed" : Names[1 + chosen % (Names.Count - 1)];
        var profile = new FaultProfile(name);
        profile.Mixed(prng, name == "mixed" ? 0.35 : 0.1);
        switch (name)
        {
            case "mixed":
                profile.FirstVoters = (1, 5);
                break;
            case "calm":
                Array.Clear(profile._meanMs);
                profile.Loss = profile.Lateness = profile.CrashBetweenActions = 0;
                profile.Often(prng, 1500, FaultKind.Isolation, FaultKind.WallClockJump);
                break;
            case "crashes":
                profile.Often(prng, 900, FaultKind.Kill, FaultKind.PowerLoss);
                profile.CrashBetweenActions = 0.004;
                profile.FirstVoters = (3, 3);
                break;
            case "power":
                profile.Often(prng, 600, FaultKind.PowerLoss, FaultKind.Isolation);
                profile.Often(prng, 3000, FaultKind.PowerLossOfAll);
                profile.CrashBetweenActions = 0.01;
                profile.FirstVoters = (2, 3);
                break;
            case "elections":
                profile.Often(prng, 120, FaultKind.Campaign);
                profile.Often(prng, 700, FaultKind.PowerLoss, FaultKind.Kill, FaultKind.Isolation);
                profile.CrashBetweenActions = 0.01;
                profile.Lateness = 0.1;
                profile.FirstVoters = (3, 5);
                break;
            case "network":
                profile.Often(prng, 1500, FaultKind.Partition, FaultKind.Isolation, FaultKind.OneWayCut, FaultKind.SlowLink, FaultKind.Storm, FaultKind.ConnectionLost);
                profile.Loss = 0.05;
                profile.Duplication = 0.1;
                profile.Lateness = 0.05;
                break;
            case "changes":
                profile.Often(prng, 200, FaultKind.VoterChange);
                profile.Often(prng, 1500, FaultKind.Isolation, FaultKind.Kill, FaultKind.Partition);
                profile.FirstVoters = (1, 5);
                break;
            case "moves":
                profile.Often(prng, 100, FaultKind.VoterChange);
                profile.Often(prng, 300, FaultKind.EmptiedDisk);
                profile.FirstVoters = (3, 4);
                break;
            case "disks":
                profile.Often(prng, 2000, FaultKind.EmptiedDisk, FaultKind.Rot, FaultKind.FailingFlush, FaultKind.FailingWrite, FaultKind.SlowDisk, FaultKind.PowerLoss);
                profile.Often(prng, 500, FaultKind.VoterChange);
                break;
            case "bases":
                profile.Often(prng, 120, FaultKind.BaseMove);
                profile.Often(prng, 900, FaultKind.Isolation, FaultKind.Kill, FaultKind.VoterChange);
                profile.Often(prng, 2000, FaultKind.EmptiedDisk, FaultKind.PowerLoss);
                break;
            case "pauses":
                profile.Often(prng, 800, FaultKind.Pause, FaultKind.Suspend, FaultKind.HandOver);
                break;
            case "storm":
                for (int kind = 0; kind < profile._meanMs.Length; kind++) profile.Often(prng, 5000, (FaultKind)kind);
                profile.Loss = 0.08;
                profile.Duplication = 0.08;
                profile.Lateness = 0.03;
                profile.CrashBetweenActions = 0.002;
                break;
            default:
                throw new ArgumentException($"no profile '{name}'; known: {string.Join(", ", Names)}");
        }
        return profile;
    }

    private void Mixed(Prng prng, double share)
    {
        for (int kind = 0; kind < _meanMs.Length; kind++)
            _meanMs[kind] = prng.Chance(share) ? 800 * Math.Pow(20, prng.NextDouble()) : 0;
        if (_meanMs[(int)FaultKind.PowerLossOfAll] > 0) _meanMs[(int)FaultKind.PowerLossOfAll] += 3000;
        CrashBetweenActions = prng.Chance(0.6) ? 0 : 0.005 * prng.NextDouble();
        Loss = prng.Chance(0.6) ? 0 : 0.1 * prng.NextDouble();
        Duplication = prng.Chance(0.6) ? 0 : 0.1 * prng.NextDouble();
        Lateness = prng.Chance(0.6) ? 0 : 0.05 * prng.NextDouble();
    }

    private void Often(Prng prng, double meanMs, params FaultKind[] kinds)
    {
        foreach (FaultKind kind in kinds) _meanMs[(int)kind] = meanMs * (0.5 + prng.NextDouble());
    }
}
