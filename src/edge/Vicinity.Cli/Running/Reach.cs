using Vicinity.Client;

namespace Vicinity.Cli;

/// <summary>Asks the cluster for its name before a command begins to wait for it, so that a wrong address is an error within seconds.</summary>
internal static class Reach
{
    /// <summary>How long commands wait for an answer of the cluster.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(5);

    /// <summary>How long they wait for a change of topics: a thousand partitions are thousands of folders and elections.</summary>
    public static TimeSpan PatienceForChanges { get; } = TimeSpan.FromSeconds(60);

    /// <exception cref="ClientException">No broker answered.</exception>
    public static async Task EnsureAsync(string bootstrapServers, CancellationToken cancel)
    {
        await using Admin admin = Connect(bootstrapServers);
        await admin.DescribeClusterAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>An admin for changes of topics; a cluster that does not answer at all is an error within seconds.</summary>
    public static async Task<Admin> ConnectForChangesAsync(string bootstrapServers, CancellationToken cancel)
    {
        await EnsureAsync(bootstrapServers, cancel).ConfigureAwait(false);
        return new Admin(new AdminOptions { BootstrapServers = bootstrapServers, ClientId = "vicinity-cli", RequestTimeout = PatienceForChanges });
    }

    /// <summary>An admin that gives up after <see cref="Patience"/>.</summary>
    public static Admin Connect(string bootstrapServers) =>
        new(new AdminOptions { BootstrapServers = bootstrapServers, ClientId = "vicinity-cli", RequestTimeout = Patience });
}
