using System.Diagnostics.Metrics;

namespace Vicinity.Contacts;

/// <summary>How many reports were rejected, by the kind of their problem, also under the meter <c>Vicinity.Contacts</c>. Thread-safe.</summary>
public sealed class RejectedCounts : IDisposable
{
    private readonly Meter _meter = new("Vicinity.Contacts");
    private readonly long[] _counts = new long[Enum.GetValues<MessageProblem>().Length];

    public RejectedCounts() => _meter.CreateObservableCounter(
        "vicinity.contacts.reports.rejected",
        () => _counts.Select((_, problem) => new Measurement<long>(this[(MessageProblem)problem], KeyValuePair.Create<string, object?>("problem", ((MessageProblem)problem).ToString()))).Where(m => m.Value > 0),
        "{report}",
        "Reports that went to the topic of the rejected ones");

    /// <summary>How many had a problem of this kind.</summary>
    public long this[MessageProblem problem] => Interlocked.Read(ref _counts[(int)problem]);

    /// <summary>How many were rejected.</summary>
    public long All => Enumerable.Range(0, _counts.Length).Sum(problem => this[(MessageProblem)problem]);

    /// <summary>Counts one.</summary>
    internal void Count(MessageProblem problem) => Interlocked.Increment(ref _counts[(int)problem]);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
