namespace Vicinity.Contacts;

/// <summary>Where published keys go.</summary>
public interface IKeySink
{
    /// <summary>Publishes a key. While the log is away it waits for it.</summary>
    /// <exception cref="Client.ClientException">It was not stored.</exception>
    Task PublishAsync(PublishedKey key, CancellationToken cancel);
}
