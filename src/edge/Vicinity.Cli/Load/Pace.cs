using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Vicinity.Cli;

/// <summary>
/// A steady rate: tells when each of a row of events is due and sleeps until then, to within a tenth of a millisecond. The timers of .NET are late by up to a tick
/// of the kernel (4 ms), and waiting in a loop takes a processor away from the nodes that are measured.
/// </summary>
internal sealed partial class Pace(int perSecond)
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private static readonly long s_shortest = Stopwatch.Frequency / 20_000;

    private readonly long _began = Stopwatch.GetTimestamp();

    /// <summary>When event <paramref name="number"/>, counted from 0, is due: a timestamp of <see cref="Stopwatch"/>.</summary>
    public long DueAt(long number) => _began + (long)(number * ((double)Stopwatch.Frequency / perSecond));

    /// <summary>Holds the thread up until then.</summary>
    public static void SleepUntil(long timestamp)
    {
        while (timestamp - Stopwatch.GetTimestamp() is > 0 and long left)
        {
            if (OperatingSystem.IsWindows()) Thread.Sleep(1);
            else if (left < s_shortest) Thread.SpinWait(20);
            else Sleep(new Timespec((nint)(left / Stopwatch.Frequency), (nint)(left % Stopwatch.Frequency * NanosecondsPerSecond / Stopwatch.Frequency)), 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sleep(in Timespec time, nint left);

    private readonly record struct Timespec(nint Seconds, nint Nanoseconds);
}
