using Vicinity.Client;
using Vicinity.Model;

namespace Vicinity.Cli;

/// <summary>Finds consumer groups that somebody has named; one that does not exist is an error that names the nearest.</summary>
internal static class KnownGroups
{
    // What a coordinator answers for a group of which it knows nothing; also for one whose members are gone and that has no positions.
    private const string Nothing = "Dead";

    /// <summary>A group by its id.</summary>
    /// <exception cref="ClientException">There is none of this id.</exception>
    public static async Task<GroupDescription> FindAsync(Admin admin, string id, CancellationToken cancel) =>
        await TryFindAsync(admin, id, cancel).ConfigureAwait(false) ?? throw await MissingAsync(admin, id, cancel).ConfigureAwait(false);

    /// <summary>A group by its id, or null.</summary>
    public static async Task<GroupDescription?> TryFindAsync(Admin admin, string id, CancellationToken cancel)
    {
        try
        {
            GroupDescription group = await admin.DescribeGroupAsync(id, cancel).ConfigureAwait(false);
            return group.State != Nothing || (await admin.GroupOffsetsAsync(id, cancel).ConfigureAwait(false)).Count > 0 ? group : null;
        }
        catch (KafkaErrorException e) when (e.Code == ErrorCode.GroupIdNotFound)
        {
            return null;
        }
    }

    private static async Task<ClientException> MissingAsync(Admin admin, string id, CancellationToken cancel)
    {
        IReadOnlyList<GroupListing> groups = await admin.ListGroupsAsync(cancel).ConfigureAwait(false);
        return new ClientException($"there is no group '{id}'{NearestName.Hint(id, groups.Select(g => g.Id))}{Environment.NewLine}vicinity group list shows all groups.");
    }
}
