using System.Buffers;

namespace Vicinity.Contacts;

/// <summary>Writes the reports of a crowd to the log, tick by tick, in either form. Not thread-safe.</summary>
/// <param name="simulation">Name of the simulation.</param>
/// <param name="crowd">The crowd.</param>
/// <param name="form">How to write them.</param>
/// <param name="writer">Writes them.</param>
public sealed class CrowdReporter(string simulation, Crowd crowd, ReportForm form, ReportWriter writer)
{
    private readonly ICrowdWriter _reports = form == ReportForm.Compact ? new CrowdFrames(simulation, crowd) : new CrowdReports(simulation, crowd);
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);

    /// <summary>Records that have been handed over.</summary>
    public long Records { get; private set; }

    /// <summary>Bytes of their keys and values.</summary>
    public long Bytes { get; private set; }

    /// <summary>Hands over the reports of the tick that has been last; waits while the log takes none.</summary>
    /// <param name="time">When the tick was, in Unix milliseconds.</param>
    /// <param name="cancel">Gives up waiting; the tick's further reports are not written then.</param>
    /// <returns>Number of people's reports.</returns>
    public async ValueTask<int> PostAsync(long time, CancellationToken cancel = default)
    {
        _reports.Look(time);
        int all = 0;
        _buffer.ResetWrittenCount();
        while (_reports.TryWrite(_buffer, out int key, out int reports))
        {
            Records++;
            Bytes += _buffer.WrittenCount;
            all += reports;
            // The writer has copied the bytes when the call returns, also where what follows has to wait.
            ValueTask taken = writer.PostAsync(new OutgoingReport(null, _buffer.WrittenMemory[..key], _buffer.WrittenMemory[key..]), cancel);
            if (!taken.IsCompletedSuccessfully) await taken.ConfigureAwait(false);
            _buffer.ResetWrittenCount();
        }
        return all;
    }
}
