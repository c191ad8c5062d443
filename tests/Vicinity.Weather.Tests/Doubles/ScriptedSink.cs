using System.Threading.Channels;

namespace Vicinity.Weather.Tests;

/// <summary>Answers a sensor as a test says; each call waits for its answer.</summary>
internal sealed class ScriptedSink : IReadingSink
{
    private readonly Channel<(IReadOnlyList<Reading> Readings, TaskCompletionSource<SendOutcome> Answer)> _calls = Channel.CreateUnbounded<(IReadOnlyList<Reading>, TaskCompletionSource<SendOutcome>)>();

    public async Task<SendOutcome> SendAsync(IReadOnlyList<Reading> readings, CancellationToken cancel)
    {
        var answer = new TaskCompletionSource<SendOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _calls.Writer.WriteAsync((readings, answer), cancel);
        return await answer.Task.WaitAsync(cancel);
    }

    /// <summary>The next call that the sensor makes.</summary>
    public async Task<(IReadOnlyList<Reading> Readings, TaskCompletionSource<SendOutcome> Answer)> NextAsync() =>
        await _calls.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    /// <summary>Takes all of the next call.</summary>
    public async Task<IReadOnlyList<Reading>> TakeAsync()
    {
        (IReadOnlyList<Reading> readings, TaskCompletionSource<SendOutcome> answer) = await NextAsync();
        answer.SetResult(new SendOutcome(readings.Count, []));
        return readings;
    }

    public ValueTask DisposeAsync() => default;
}
