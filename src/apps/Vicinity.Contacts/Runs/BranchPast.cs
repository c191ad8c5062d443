using System.Buffers;
using System.Globalization;

namespace Vicinity.Contacts;

/// <summary>What the past of a branch costs: it is computed as its run computed it, without being written.</summary>
internal static class BranchPast
{
    /// <summary>Most reports, people times ticks.</summary>
    public const long MostReports = 2_000_000;

    /// <summary>Most ticks.</summary>
    public const int MostTicks = 1_000_000;

    /// <summary>Most bytes of the reports, which tell each contact: a small crowd that stands close together has many.</summary>
    public const long MostBytes = 512L * 1024 * 1024;

    /// <summary>Checks what can be told without computing.</summary>
    /// <exception cref="RunLimitException">It is too much; the message says what.</exception>
    public static void Check(Run run, int ticks, long retentionMs)
    {
        if (ticks > MostTicks) throw Over($"tick is {ticks} and may be {MostTicks} for a branch, whose ticks up to there are computed again: branch earlier");
        long reports = (long)ticks * (run.Plan.People + run.Plan.Additions.Count);
        if (reports > MostReports) throw Over($"the past of the branch has {reports} reports (people times ticks), more than {MostReports}: branch earlier, or from a run of fewer people");
        long ago = (long)ticks * run.TickMs;
        if (ago >= retentionMs) throw Over($"the past of the branch is {ago} ms long ({ticks} ticks of {run.TickMs} ms) and must be less than {retentionMs} ms, which reports are kept for (RetentionDays): branch earlier");
    }

    /// <summary>Computes the past, and counts the bytes of its reports until they are too many.</summary>
    /// <returns>The bytes.</returns>
    /// <exception cref="RunLimitException">They are too many; the message says after which tick.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static long Measure(Run run, ReportForm form, int ticks, CancellationToken cancel, long most = MostBytes)
    {
        Crowd crowd = run.Plan.Begin();
        ICrowdWriter writer = form == ReportForm.Compact ? new CrowdFrames(run.Name, crowd) : new CrowdReports(run.Name, crowd);
        var buffer = new ArrayBufferWriter<byte>(1024);
        long bytes = 0;
        while (crowd.Tick < ticks)
        {
            cancel.ThrowIfCancellationRequested();
            crowd.Step();
            writer.Look(run.Began + ((long)crowd.Tick * run.TickMs));
            while (writer.TryWrite(buffer, out _, out _))
            {
                bytes += buffer.WrittenCount;
                buffer.ResetWrittenCount();
                if (bytes > most) throw Over($"the past of the branch has more than {most} bytes of reports by tick {crowd.Tick}, for its people are close together and have many contacts: branch earlier");
            }
            run.Plan.Follow(crowd);
        }
        return bytes;
    }

    private static RunLimitException Over(FormattableString reason) => new(reason.ToString(CultureInfo.InvariantCulture));
}
