using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Vicinity.Gateway;

/// <summary>
/// All series of one metric name. Instruments of the same name (two nodes in one process) add up. At most <see cref="MaxSeries"/> sets of labels are kept apart;
/// what comes beyond is counted under <c>overflow="true"</c>, so that a wrong label cannot fill the memory. Thread-safe.
/// </summary>
internal sealed class MetricFamily(Instrument instrument, MetricKind kind, string name)
{
    public const int MaxSeries = 200;
    private const string Overflow = "overflow=\"true\"";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, MetricSeries> _series = [];
    private readonly double[] _bounds = kind == MetricKind.Histogram ? HistogramBounds.Of(instrument) : [];
    private readonly bool _observable = instrument.IsObservable;
    private readonly bool _absolute = MetricKinds.IsAbsolute(instrument);
    private readonly string _help = instrument.Description ?? "";
    private MetricSeries? _plain;

    /// <summary>Instruments that feed this family; the collector drops the family with the last.</summary>
    public int Instruments { get; set; }

    public string Name { get; } = name;

    /// <summary>Takes one measurement.</summary>
    /// <param name="value">The measured value.</param>
    /// <param name="tags">Its labels.</param>
    /// <param name="scrape">Number of the current scrape, for observed values.</param>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, long scrape)
    {
        lock (_lock)
        {
            MetricSeries series = tags.Length == 0 ? _plain ??= SeriesOf("") : SeriesOf(Labels(tags));
            if (kind == MetricKind.Histogram)
            {
                series.Count++;
                series.Value += value;
                series.Buckets[BucketOf(value)]++;
            }
            else if (_absolute || (_observable && series.Scrape != scrape))
            {
                series.Value = value;
            }
            else
            {
                series.Value += value;
            }

            series.Scrape = scrape;
        }
    }

    /// <summary>Writes the family in the Prometheus text format; nothing when it has no series.</summary>
    public void Write(StringBuilder text, long scrape)
    {
        lock (_lock)
        {
            MetricSeries[] shown = [.. _series.Values.Where(s => !_observable || s.Scrape == scrape).OrderBy(s => s.Labels, StringComparer.Ordinal)];
            if (shown.Length == 0) return;
            text.Append("# HELP ").Append(Name).Append(' ').Append(_help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
            text.Append("# TYPE ").Append(Name).Append(' ').Append(kind switch { MetricKind.Counter => "counter", MetricKind.Histogram => "histogram", _ => "gauge" }).Append('\n');
            foreach (MetricSeries series in shown)
            {
                if (kind == MetricKind.Histogram) WriteHistogram(text, series);
                else WriteSample(text, "", series.Labels, series.Value);
            }
        }
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string[] labels = new string[tags.Length];
        for (int i = 0; i < tags.Length; i++)
        {
            string value = Convert.ToString(tags[i].Value, CultureInfo.InvariantCulture) ?? "";
            if (value.AsSpan().ContainsAny('\\', '"', '\n'))
                value = value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            labels[i] = $"{MetricName.Clean(tags[i].Key)}=\"{value}\"";
        }

        Array.Sort(labels, StringComparer.Ordinal);
        return string.Join(',', labels);
    }

    private MetricSeries SeriesOf(string labels)
    {
        if (_series.TryGetValue(labels, out MetricSeries? series)) return series;
        if (_series.Count >= MaxSeries && labels != Overflow) return SeriesOf(Overflow);
        return _series[labels] = new MetricSeries(labels, kind == MetricKind.Histogram ? _bounds.Length + 1 : 0);
    }

    private int BucketOf(double value)
    {
        int bucket = 0;
        while (bucket < _bounds.Length && value > _bounds[bucket]) bucket++;
        return bucket;
    }

    private void WriteHistogram(StringBuilder text, MetricSeries series)
    {
        string before = series.Labels.Length == 0 ? "" : series.Labels + ",";
        long sum = 0;
        for (int i = 0; i <= _bounds.Length; i++)
        {
            sum += series.Buckets[i];
            WriteSample(text, "_bucket", $"{before}le=\"{(i == _bounds.Length ? "+Inf" : _bounds[i].ToString(CultureInfo.InvariantCulture))}\"", sum);
        }

        WriteSample(text, "_sum", series.Labels, series.Value);
        WriteSample(text, "_count", series.Labels, series.Count);
    }

    private void WriteSample(StringBuilder text, string suffix, string labels, double value)
    {
        text.Append(Name).Append(suffix);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        string number = double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString(CultureInfo.InvariantCulture);
        text.Append(' ').Append(number).Append('\n');
    }
}
