using Microsoft.Extensions.Hosting.Systemd;

namespace Vicinity.Cli;

/// <summary>The program as a service: tells systemd (<c>Type=notify</c>) when it is ready and when it begins to stop. Without systemd nobody is told.</summary>
internal static class Service
{
    /// <summary>Says that the program is ready, and completes when it is asked to end.</summary>
    public static async Task RunAsync(CancellationToken asked)
    {
        var systemd = new SystemdNotifier();
        systemd.Notify(ServiceState.Ready);
        await Termination.WaitAsync(asked).ConfigureAwait(false);
        systemd.Notify(ServiceState.Stopping);
    }
}
