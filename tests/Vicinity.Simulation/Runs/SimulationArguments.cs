using System.Globalization;

namespace Vicinity.Simulation;

/// <summary>The command line of <c>vicinity sim</c>.</summary>
internal sealed class SimulationArguments
{
    public const string Usage =
        """
        Runs the quorum of a partition against faults, on one seed and one virtual clock. Exit code: 0 all promises held, 1 one was broken, 2 wrong arguments.

          ./vicinity sim [options]

          --seeds N        how many seeds (default 2000; with --minutes: no limit)
          --minutes M      stop after so many minutes
          --seed S         run this one seed; with --seeds or --minutes: the first one
          --profile NAME   what goes wrong how often; without it each seed chooses
          --fault NAME     plant a fault in the state machine, the driver or the disk: a run should break a promise
          --virtual MS     virtual time with faults in each run (default 12000)
          --threads N      how many runs at once (default: all processors)
          --trace          of one seed: what happened, event by event
          --shiviz FILE    of one seed: write the events with vector clocks in the format of ShiViz
          --list           the names of profiles and faults
        """;

    public long? Seeds { get; private set; }

    public double? Minutes { get; private set; }

    public ulong? Seed { get; private set; }

    public bool Trace { get; private set; }

    public string? ShiViz { get; private set; }

    public bool List { get; private set; }

    public bool Help { get; private set; }

    public int Threads { get; private set; } = Environment.ProcessorCount;

    public SimulationSettings Settings { get; private set; } = new();

    /// <summary>Whether one seed is wanted, and not many.</summary>
    public bool IsOneSeed => Seed is not null && Seeds is null && Minutes is null;

    /// <summary>Reads the arguments; null with a reason if they are wrong.</summary>
    public static SimulationArguments? Parse(IReadOnlyList<string> args, out string error)
    {
        var parsed = new SimulationArguments();
        error = "";
        for (int i = 0; i < args.Count && error.Length == 0; i++)
        {
            string name = args[i];
            switch (name)
            {
                case "--trace": parsed.Trace = true; continue;
                case "--list": parsed.List = true; continue;
                case "--help" or "-h": parsed.Help = true; continue;
            }
            if (i + 1 == args.Count || args[i + 1].StartsWith("--", StringComparison.Ordinal))
            {
                error = name.StartsWith('-') ? $"{name} is unknown, or needs a value" : $"'{name}' is no option";
                break;
            }
            error = parsed.Take(name, args[++i]);
        }
        if (error.Length == 0 && (parsed.Trace || parsed.ShiViz is not null) && !parsed.IsOneSeed) error = "--trace and --shiviz are for one seed: give --seed S, without --seeds and --minutes";
        return error.Length == 0 ? parsed : null;
    }

    private string Take(string name, string value)
    {
        switch (name)
        {
            case "--seeds":
                return Number(value, 1, 1_000_000_000, name, n => Seeds = n);
            case "--minutes":
                if (!double.TryParse(value, CultureInfo.InvariantCulture, out double minutes) || minutes is not (> 0 and <= 10_000)) return $"--minutes {value}: a number above 0 and up to 10000 is needed";
                Minutes = minutes;
                return "";
            case "--seed":
                if (!ulong.TryParse(value, CultureInfo.InvariantCulture, out ulong seed)) return $"--seed {value}: a number from 0 to 2^64-1 is needed";
                Seed = seed;
                return "";
            case "--threads":
                return Number(value, 1, 256, name, n => Threads = (int)n);
            case "--virtual":
                return Number(value, 100, 10_000_000, name, n => Settings = Settings with { FaultyMs = (int)n });
            case "--profile":
                if (!FaultProfile.Names.Contains(value)) return $"--profile {value}: known are {string.Join(", ", FaultProfile.Names)}";
                Settings = Settings with { Profile = value };
                return "";
            case "--fault":
                if (Settings.WithFault(value) is not { } settings) return $"--fault {value}: unknown; --list names all";
                Settings = settings;
                return "";
            case "--shiviz":
                ShiViz = value;
                return "";
            default:
                return $"{name} is unknown";
        }
    }

    private static string Number(string value, long least, long most, string name, Action<long> take)
    {
        if (!long.TryParse(value, CultureInfo.InvariantCulture, out long number) || number < least || number > most) return $"{name} {value}: a number from {least} to {most} is needed";
        take(number);
        return "";
    }
}
