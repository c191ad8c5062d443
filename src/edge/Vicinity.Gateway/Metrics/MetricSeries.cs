namespace Vicinity.Gateway;

/// <summary>The numbers of one instrument under one set of labels. Guarded by its family's lock.</summary>
internal sealed class MetricSeries(string labels, int buckets)
{
    /// <summary>The labels as they are written: <c>a="b",c="d"</c>, empty without any.</summary>
    public string Labels { get; } = labels;

    /// <summary>A counter's or gauge's value, a histogram's sum.</summary>
    public double Value { get; set; }

    /// <summary>Measurements of a histogram.</summary>
    public long Count { get; set; }

    /// <summary>Measurements by bucket, not cumulative; empty unless a histogram.</summary>
    public long[] Buckets { get; } = buckets == 0 ? [] : new long[buckets];

    /// <summary>The scrape in which an observed value was seen last.</summary>
    public long Scrape { get; set; }
}
