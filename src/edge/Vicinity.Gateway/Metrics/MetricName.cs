using System.Diagnostics.Metrics;

namespace Vicinity.Gateway;

/// <summary>Turns names of System.Diagnostics.Metrics into those of the Prometheus text format: base units as suffixes, <c>_total</c> for counters.</summary>
internal static class MetricName
{
    private const string Prefix = "vicinity_";

    /// <summary>Name of the instrument's family.</summary>
    public static string Of(Instrument instrument, MetricKind kind)
    {
        string name = Clean(instrument.Name);
        if (instrument.Meter.Name.StartsWith("Vicinity", StringComparison.Ordinal) && !name.StartsWith(Prefix, StringComparison.Ordinal)) name = Prefix + name;
        string suffix = instrument.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            "m" => "_metres",
            "Cel" => "_celsius",
            "1" when kind == MetricKind.Gauge => "_ratio",
            _ => "",
        };
        if (suffix.Length > 0 && !name.EndsWith(suffix, StringComparison.Ordinal)) name += suffix;
        if (kind == MetricKind.Counter && !name.EndsWith("_total", StringComparison.Ordinal)) name += "_total";
        return name;
    }

    /// <summary>A name with everything that Prometheus does not take replaced by '_'.</summary>
    public static string Clean(string name) =>
        string.Create(name.Length, name, static (to, from) =>
        {
            for (int i = 0; i < from.Length; i++) to[i] = char.IsAsciiLetter(from[i]) || (char.IsAsciiDigit(from[i]) && i > 0) ? from[i] : '_';
        });
}
