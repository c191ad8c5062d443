namespace Vicinity.Client;

/// <summary>The id under which a broker numbers a producer's batches. A new one begins its sequences at 0 in every partition.</summary>
internal sealed record ProducerIdentity(long Id, short Epoch)
{
    /// <summary>Of a producer whose batches carry no numbers.</summary>
    public static ProducerIdentity None { get; } = new(-1, -1);
}
