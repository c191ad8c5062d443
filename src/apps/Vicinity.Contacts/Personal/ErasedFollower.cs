using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Feeds;
using Vicinity.Records;

namespace Vicinity.Contacts;

/// <summary>Follows the topic of the erased people from its beginning on, and takes them out of the views.</summary>
public sealed partial class ErasedFollower(ContactsOptions options, ErasedPeople erased, SimulationList simulations, ILogger<ErasedFollower> log, TimeProvider? time = null)
    : LogFollower<Guid>(new FollowOptions(options.BootstrapServers, "vicinity-contacts-erased-view", TopicFilter.Topics(options.ErasedTopic), History: null), log, time)
{
    private readonly ILogger _log = log;

    /// <inheritdoc/>
    protected override bool TryRead(in Record record, out Guid value, [NotNullWhen(false)] out string? reason)
    {
        bool isRead = Utf8Parser.TryParse(record.Key.Span, out value, out int length) && length == record.Key.Span.Length;
        reason = isRead ? null : "its key is no UUID";
        return isRead;
    }

    /// <inheritdoc/>
    protected override void Take(ReadOnlySpan<Guid> events)
    {
        foreach (Guid person in events)
        {
            if (erased.Add(person)) simulations.Forget(person);
            else if (!erased.Has(person)) LogTooMany(person, ErasedPeople.Most);
        }
    }

    /// <inheritdoc/>
    protected override void Tick()
    {
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Person} was erased, and {Most} people were before, which is the most: it is shown")]
    private partial void LogTooMany(Guid person, int most);
}
