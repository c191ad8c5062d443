using System.Diagnostics.CodeAnalysis;
using Vicinity.Feeds;

namespace Vicinity.Contacts;

/// <summary>Replays recorded people. Run it once; its status may be read from any thread.</summary>
/// <param name="name">What the source is called.</param>
/// <param name="open">Opens the recording; again for each lap.</param>
/// <param name="options">How it is replayed.</param>
/// <param name="writer">Writes the reports.</param>
/// <param name="time">The clock.</param>
public sealed class RecordedReplay(string name, Func<ITraceReader<PersonMessage>> open, ReplayOptions options, ReportWriter writer, TimeProvider? time = null)
    : ReplayRunner<OutgoingReport>(name, () => new Outgoing(open()), options, writer, time)
{
    /// <inheritdoc/>
    protected override bool TryMove(in OutgoingReport value, long timestamp, out OutgoingReport moved, [NotNullWhen(false)] out string? reason)
    {
        PersonMessage message = value.Message!;
        moved = new OutgoingReport(message with { Time = timestamp, Contacts = [.. message.Contacts.Select(c => c with { Time = timestamp })] });
        reason = null;
        return true;
    }

    /// <summary>The recording as the writer takes it.</summary>
    private sealed class Outgoing(ITraceReader<PersonMessage> reader) : ITraceReader<OutgoingReport>
    {
        public TraceReport Report => reader.Report;

        public double Share => reader.Share;

        public bool TryRead(out TraceRow<OutgoingReport> row)
        {
            bool any = reader.TryRead(out TraceRow<PersonMessage> read);
            row = any ? new TraceRow<OutgoingReport>(new OutgoingReport(read.Value), read.Timestamp, read.PlayAt, read.Unit, read.Number) : default;
            return any;
        }

        public void Dispose() => reader.Dispose();
    }
}
