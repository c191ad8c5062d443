using System.Diagnostics;
using Vicinity.Client;
using Vicinity.Model;
using Vicinity.Traffic;

namespace Vicinity.Cli;

/// <summary>The topics that the traffic demo's cars report to.</summary>
internal static class DemoTopics
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Creates them before the first car reports, so that the first picture is the whole one.</summary>
    public static async Task CreateAsync(TrafficOptions traffic, CancellationToken cancel)
    {
        var quadrants = new QuadrantMap(traffic.QuadrantZoom);
        string[] names = [.. DemoTrace.Streets().Edges.SelectMany(e => e.Shape).Select(p => quadrants.TopicOf(DemoTrace.Plane.ToPoint(p.X, p.Y))).Distinct().Order(StringComparer.Ordinal)];
        await using var admin = new Admin(new AdminOptions { BootstrapServers = traffic.BootstrapServers, ClientId = "vicinity-demo" });
        foreach (string name in names) await CreateAsync(admin, name, traffic.Replicas, cancel).ConfigureAwait(false);
    }

    /// <summary>Creates a topic; a cluster that has just come together may have no controller for a moment.</summary>
    private static async Task CreateAsync(Admin admin, string name, short replicas, CancellationToken cancel)
    {
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await admin.EnsureTopicAsync(name, 1, replicas, null, cancel).ConfigureAwait(false);
                return;
            }
            catch (ClientException e) when ((e.IsRetriable || e is KafkaErrorException { Code: ErrorCode.BrokerNotAvailable }) && Stopwatch.GetElapsedTime(began) < s_patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancel).ConfigureAwait(false);
            }
        }
    }
}
