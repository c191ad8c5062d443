namespace Vicinity.Interop.Tests;

/// <summary>One member of a mixed group: a foreign program that says what it is assigned and what it reads.</summary>
internal sealed class MixedMember(string client, Conversation program) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<string> _read = [];
    private readonly TaskCompletionSource _followed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int[] _assigned = [];
    private bool _left;

    public string Client { get; } = client;

    public int[] Assigned
    {
        get { lock (_lock) return _assigned; }
    }

    public string[] Read
    {
        get { lock (_lock) return [.. _read]; }
    }

    public string Said => $"{Client}:\n{program.Said}";

    /// <summary>The end of what it said.</summary>
    public string LastSaid => string.Join('\n', program.Said.Split('\n').TakeLast(30));

    /// <summary>Follows what the member says until it has left or ended; call once.</summary>
    public async Task FollowAsync(Action changed, CancellationToken cancellation)
    {
        while (await program.NextLineAsync(cancellation) is string line)
        {
            string[] words = line.Split(' ', 3);
            lock (_lock)
            {
                if (words[0] == "assigned") _assigned = [.. words.ElementAtOrDefault(1)?.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse) ?? []];
                if (words[0] == "read") _read.Add(words[2]);
                if (words[0] == "left") _left = true;
            }

            changed();
        }

        _followed.TrySetResult();
    }

    public async Task LeaveAsync()
    {
        await program.SayAsync("leave");
        await program.EndAsync();
        // The process may end before its last lines are read.
        await _followed.Task.WaitAsync(ForeignProgram.DefaultLimit, TestContext.Current.CancellationToken);
        lock (_lock) _assigned = [];
    }

    /// <summary>Whether it said good-bye.</summary>
    public bool HasLeft
    {
        get { lock (_lock) return _left; }
    }

    public ValueTask DisposeAsync() => program.DisposeAsync();
}
