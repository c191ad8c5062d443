using Vicinity.Weather;

namespace Vicinity.Cli;

/// <summary>Settings of the weather application: section <c>Weather</c>.</summary>
internal static class WeatherSettings
{
    /// <summary>The settings, overruled by what stands on the command line.</summary>
    /// <param name="overrule">Puts in what stands on the command line.</param>
    /// <param name="written">The names of settings that options gave, with those of the options.</param>
    /// <exception cref="UsageException">A value is not of its type or out of its bounds, or a name is not known.</exception>
    public static WeatherOptions Load(Func<WeatherOptions, WeatherOptions> overrule, params IEnumerable<(string Setting, string Option)> written)
    {
        WeatherOptions options = overrule(SettingsSource.Of("Weather").Aggregate(new WeatherOptions(), Apply));
        SettingProblems.Refuse(options.Problems(), written);
        return options;
    }

    private static WeatherOptions Apply(WeatherOptions options, FoundSetting setting) => setting.Name.ToUpperInvariant() switch
    {
        "READINGSTOPIC" => options with { ReadingsTopic = setting.Value },
        "STEPSTOPIC" => options with { StepsTopic = setting.Value },
        "WINDOWSTOPIC" => options with { WindowsTopic = setting.Value },
        "REJECTEDTOPIC" => options with { RejectedTopic = setting.Value },
        "COMPONENTSTOPIC" => options with { ComponentsTopic = setting.Value },
        "ALARMS" => options with { Alarms = setting.Value },
        "PUBLICSENSORS" => options with { PublicSensors = setting.Bool() },
        "RECEIVEDPERSECOND" => options with { ReceivedPerSecond = setting.Int() },
        "STEPMS" => options with { StepMs = setting.Int() },
        "CHECKPOINTMS" => options with { CheckpointMs = setting.Int() },
        "PARTITIONS" => options with { Partitions = setting.Int() },
        "REPLICAS" => options with { Replicas = (short)setting.Int() },
        "HISTORYSECONDS" => options with { HistorySeconds = setting.Int() },
        "WINDOWMS" => options with { WindowMs = setting.Int() },
        "LATENESSMS" => options with { LatenessMs = setting.Int() },
        "IDLEMS" => options with { IdleMs = setting.Int() },
        "SENDSCORRECTIONS" => options with { SendsCorrections = setting.Bool() },
        "CORRECTABLEMS" => options with { CorrectableMs = setting.Int() },
        "MOSTSENSORS" => options with { MostSensors = setting.Int() },
        "DEMOSENSORS" => options with { DemoSensors = setting.Int() },
        "SEED" => options with { Seed = setting.Long() },
        "PERIODMS" => options with { PeriodMs = setting.Int() },
        _ => throw setting.Unknown(),
    };
}
