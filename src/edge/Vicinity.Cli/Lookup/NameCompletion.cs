using System.CommandLine;
using System.CommandLine.Completions;
using Vicinity.Client;

namespace Vicinity.Cli;

/// <summary>Completes names of topics and groups in a shell, by asking the cluster that the command line names. A cluster that does not answer within a second has none.</summary>
internal static class NameCompletion
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    public static Func<CompletionContext, IEnumerable<string>> Topics(Option<string> bootstrap) =>
        Of(bootstrap, async (admin, cancel) => (await admin.ListTopicsAsync(cancel).ConfigureAwait(false)).Where(t => !t.IsInternal).Select(t => t.Name));

    public static Func<CompletionContext, IEnumerable<string>> Groups(Option<string> bootstrap) =>
        Of(bootstrap, async (admin, cancel) => (await admin.ListGroupsAsync(cancel).ConfigureAwait(false)).Select(g => g.Id));

    /// <summary>What a shell would not take for anything else: ids of groups are free text, and a shell executes what it completes.</summary>
    private static bool IsPlain(string name) => name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    private static Func<CompletionContext, IEnumerable<string>> Of(Option<string> bootstrap, Func<Admin, CancellationToken, Task<IEnumerable<string>>> ask) =>
        context => Task.Run(() => AskAsync(context.ParseResult.GetValue(bootstrap), ask)).GetAwaiter().GetResult();

    private static async Task<IEnumerable<string>> AskAsync(string? servers, Func<Admin, CancellationToken, Task<IEnumerable<string>>> ask)
    {
        if (servers is null) return [];
        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            await using Admin admin = Reach.Connect(servers);
            return (await ask(admin, patience.Token).ConfigureAwait(false)).Where(IsPlain);
        }
        catch (Exception e) when (e is ClientException or ArgumentException or OperationCanceledException)
        {
            // Half a command line need not make sense yet.
            return [];
        }
    }
}
