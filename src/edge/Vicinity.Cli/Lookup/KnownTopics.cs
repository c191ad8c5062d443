using Vicinity.Client;
using Vicinity.Model;

namespace Vicinity.Cli;

/// <summary>Finds topics that somebody has named; one that does not exist is an error that names the nearest.</summary>
internal static class KnownTopics
{
    private const string OrWait = "; --wait waits for one to appear";

    /// <summary>A topic by its name.</summary>
    /// <exception cref="ClientException">There is none of this name.</exception>
    public static async Task<TopicDescription> FindAsync(Admin admin, string name, CancellationToken cancel) =>
        await TryFindAsync(admin, name, cancel).ConfigureAwait(false) ?? throw await MissingAsync(admin, name, cancel).ConfigureAwait(false);

    /// <summary>A topic by its name, or null.</summary>
    /// <exception cref="ClientException">The cluster does not answer, or refuses the name.</exception>
    public static async Task<TopicDescription?> TryFindAsync(Admin admin, string name, CancellationToken cancel)
    {
        try
        {
            return await admin.DescribeTopicAsync(name, cancel).ConfigureAwait(false);
        }
        catch (KafkaErrorException e) when (e.Code == ErrorCode.UnknownTopicOrPartition)
        {
            return null;
        }
    }

    /// <summary>The topic of this name, or, where it ends with a star, all that begin so, the cluster's own left out.</summary>
    /// <exception cref="ClientException">There is none.</exception>
    public static async Task<IReadOnlyList<TopicDescription>> MatchAsync(Admin admin, string pattern, CancellationToken cancel)
    {
        if (!pattern.EndsWith('*')) return [await TryFindAsync(admin, pattern, cancel).ConfigureAwait(false) ?? throw await MissingAsync(admin, pattern, cancel, OrWait).ConfigureAwait(false)];
        string prefix = pattern[..^1];
        IReadOnlyList<TopicDescription> all = await admin.ListTopicsAsync(cancel).ConfigureAwait(false);
        TopicDescription[] found = [.. all.Where(t => !t.IsInternal && t.Name.StartsWith(prefix, StringComparison.Ordinal))];
        if (found.Length > 0) return found;
        string? near = NearestName.Of(prefix, all.Where(t => !t.IsInternal).Select(t => t.Name.Length > prefix.Length ? t.Name[..prefix.Length] : t.Name).Distinct());
        throw new ClientException($"no topic begins with '{prefix}'{(near is null ? "" : $". Did you mean '{near}*'?")}{Environment.NewLine}vicinity topic list shows all topics{OrWait}.");
    }

    /// <summary>The nearest name to one that does not exist, as a sentence; empty when none is near.</summary>
    public static async Task<string> HintAsync(Admin admin, string name, CancellationToken cancel) =>
        NearestName.Hint(name, (await admin.ListTopicsAsync(cancel).ConfigureAwait(false)).Select(t => t.Name));

    private static async Task<ClientException> MissingAsync(Admin admin, string name, CancellationToken cancel, string more = "") =>
        new($"there is no topic '{name}'{await HintAsync(admin, name, cancel).ConfigureAwait(false)}{Environment.NewLine}vicinity topic list shows all topics{more}.");
}
