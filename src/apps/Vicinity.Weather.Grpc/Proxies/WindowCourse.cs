using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Vicinity.Weather.Grpc;

/// <summary>Brings all windows from a position on: out of memory for who keeps up, else out of the log of windows.</summary>
internal sealed class WindowCourse(WindowTail tail, IWindowFeed log, GrpcProxyOptions options)
{
    // What a slow terminal has not taken waits in the log, not here.
    private const int MostReadAhead = 2;

    /// <summary>Windows from a position on, without end.</summary>
    public async IAsyncEnumerable<V1.WindowBatch> FromAsync(string position, [EnumeratorCancellation] CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            if (tail.At(position) is { } held)
            {
                while (!held.IsDropped)
                {
                    held = await held.Next.WaitAsync(cancel).ConfigureAwait(false);
                    foreach (V1.WindowBatch message in held.Messages) yield return message;
                    position = held.Position;
                }
                continue;
            }
            await foreach (HeldBatch read in ReadAsync(position, cancel).ConfigureAwait(false))
            {
                foreach (V1.WindowBatch message in read.Messages) yield return message;
                position = read.Position;
                if (tail.At(position) is not null) break;
            }
        }
    }

    private async IAsyncEnumerable<HeldBatch> ReadAsync(string position, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var read = Channel.CreateBounded<HeldBatch>(MostReadAhead);
        Task reading = FollowAsync(position, read.Writer, ended.Token);
        try
        {
            await foreach (HeldBatch batch in read.Reader.ReadAllAsync(cancel).ConfigureAwait(false)) yield return batch;
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowAsync(string position, ChannelWriter<HeldBatch> output, CancellationToken cancel)
    {
        Exception? failed = null;
        try
        {
            string at = position;
            await log.RunAsync(
                position,
                async (windows, next, stop) =>
                {
                    await output.WriteAsync(new HeldBatch(next, WindowTail.Messages(at, next, windows, options.MostWindowsOfMessage), windows.Count), stop).ConfigureAwait(false);
                    at = next;
                },
                cancel).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            failed = e;
        }
        finally
        {
            output.TryComplete(failed);
        }
    }
}
