using Vicinity.Traffic;

namespace Vicinity.Cli;

/// <summary>Settings of the traffic application: section <c>Traffic</c>.</summary>
internal static class TrafficSettings
{
    /// <summary>The settings, overruled by what stands on the command line.</summary>
    /// <param name="overrule">Puts in what stands on the command line.</param>
    /// <param name="written">The names of settings that options gave, with those of the options.</param>
    /// <exception cref="UsageException">A value is not of its type or out of its bounds, or a name is not known.</exception>
    public static TrafficOptions Load(Func<TrafficOptions, TrafficOptions> overrule, params IEnumerable<(string Setting, string Option)> written)
    {
        TrafficOptions options = overrule(SettingsSource.Of("Traffic").Aggregate(new TrafficOptions(), Apply));
        SettingProblems.Refuse(options.Problems(), written);
        return options;
    }

    private static TrafficOptions Apply(TrafficOptions options, FoundSetting setting) => setting.Name.ToUpperInvariant() switch
    {
        "QUADRANTZOOM" => options with { QuadrantZoom = setting.Int() },
        "PARTICIPATIONMINUTES" => options with { ParticipationMinutes = setting.Double() },
        "STALESECONDS" => options with { StaleSeconds = setting.Int() },
        "HISTORYSECONDS" => options with { HistorySeconds = setting.Int() },
        "HISTORYPOSITIONS" => options with { HistoryPositions = setting.Long() },
        "HEATHALFLIFESECONDS" => options with { HeatHalfLifeSeconds = setting.Double() },
        "REPLICAS" => options with { Replicas = (short)setting.Int() },
        "RETENTIONHOURS" => options with { RetentionHours = setting.Double() },
        "MAXQUADRANTS" => options with { MaxQuadrants = setting.Int() },
        "MAXVEHICLES" => options with { MaxVehicles = setting.Int() },
        "REPLAY" => options with { Replay = setting.Value },
        "DRIVECARS" => options with { DriveCars = setting.Int() },
        "SEED" => options with { Seed = (ulong)setting.Long() },
        _ => throw setting.Unknown(),
    };
}
