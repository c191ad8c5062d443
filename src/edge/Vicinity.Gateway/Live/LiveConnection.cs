using Microsoft.AspNetCore.SignalR;

namespace Vicinity.Gateway;

/// <summary>A live reader's connection, and the messages that are on their way to it. Used by one thread at a time.</summary>
/// <param name="client">Takes the messages.</param>
/// <param name="reader">What the application knows of the reader.</param>
/// <param name="leave">Closes the connection.</param>
internal sealed class LiveConnection<TReader>(ISingleClientProxy client, TReader reader, Action leave)
{
    private Task _sending = Task.CompletedTask;

    public TReader Reader => reader;

    /// <summary>True while earlier messages have not gone out.</summary>
    public bool IsBusy => !_sending.IsCompleted;

    public void Leave() => leave();

    public void Send(IReadOnlyList<LiveMessage> messages)
    {
        if (messages.Count > 0) _sending = SendAsync(messages);
    }

    private async Task SendAsync(IReadOnlyList<LiveMessage> messages)
    {
        try
        {
            foreach (LiveMessage message in messages) await client.SendAsync(message.Name, message.Body).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The reader has left; the hub takes it off the list.
        }
    }
}
