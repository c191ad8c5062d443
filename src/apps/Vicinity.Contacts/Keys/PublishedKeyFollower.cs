using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Feeds;
using Vicinity.Records;

namespace Vicinity.Contacts;

/// <summary>Follows the published keys for a device, which looks for them in what it has heard.</summary>
public sealed class PublishedKeyFollower(ContactsOptions options, PrivateMode device, string? simulation, ILogger<PublishedKeyFollower> log, TimeProvider? time = null)
    : LogFollower<PublishedKey>(
        new FollowOptions(options.BootstrapServers, "vicinity-contacts-keys-view", TopicFilter.Topics(options.KeysTopic), TimeSpan.FromDays(options.RetentionDays)),
        log,
        time)
{
    /// <inheritdoc/>
    protected override bool TryRead(in Record record, out PublishedKey value, [NotNullWhen(false)] out string? reason)
    {
        try
        {
            (value, reason) = (PublishedKeyJson.Read(record.Value.Span), null);
            return true;
        }
        catch (MessageException refused)
        {
            (value, reason) = (default, refused.Message);
            return false;
        }
    }

    /// <inheritdoc/>
    protected override void Take(ReadOnlySpan<PublishedKey> events)
    {
        var keys = new List<ExposureKey>(events.Length);
        foreach (PublishedKey published in events)
        {
            if (published.Simulation is null || simulation is null || published.Simulation == simulation) keys.Add(published.Key);
        }
        device.Take(keys);
    }

    /// <inheritdoc/>
    protected override void Tick() => device.Look(Time.GetUtcNow().ToUnixTimeMilliseconds());
}
