using System.Net;

namespace Vicinity.Contacts;

/// <summary>Settings of a device. Checked by <see cref="Problems"/>.</summary>
public sealed record DeviceOptions
{
    /// <summary>The UDP port of the original program.</summary>
    public const int OriginalPort = 4711;

    /// <summary>Longest interval between two tries to report while the log is away.</summary>
    internal static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <summary>Address of the interface on whose network the devices hear each other.</summary>
    public IPAddress Interface { get; init; } = IPAddress.Loopback;

    /// <summary>UDP port of the broadcasts.</summary>
    public int Port { get; init; } = OriginalPort;

    /// <summary>Milliseconds of a tick.</summary>
    public int TickMs { get; init; } = 1000;

    /// <summary>How much the device holds.</summary>
    public DeviceLimits Limits { get; init; } = new();

    /// <summary>How much is taken from others.</summary>
    public ReceptionLimits Reception { get; init; } = new();

    /// <summary>How long somebody at the end of its life waits for the log, in seconds.</summary>
    public int EndPatienceSeconds { get; init; } = 600;

    /// <summary>How long somebody who is asked to leave waits for the log, in seconds.</summary>
    public int LeavePatienceSeconds { get; init; } = 10;

    /// <summary>What is wrong with the settings, each with name, value, bound and reason.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        void Between(string name, int value, int least, int most, string reason)
        {
            if (value < least || value > most) problems.Add($"{name} is {value}, not from {least} to {most}: {reason}");
        }
        Between(nameof(Port), Port, 1, 65_535, "it is a UDP port that all devices share");
        Between(nameof(TickMs), TickMs, 10, 3_600_000, "a device speaks and reports once a tick");
        Between(nameof(EndPatienceSeconds), EndPatienceSeconds, 0, 86_400, "these are seconds");
        Between(nameof(LeavePatienceSeconds), LeavePatienceSeconds, 0, 86_400, "these are seconds");
        problems.AddRange(Limits.Problems());
        problems.AddRange(Reception.Problems());
        return problems;
    }
}
