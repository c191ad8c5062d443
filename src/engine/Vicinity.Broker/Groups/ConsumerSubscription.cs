using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>The part of a consumer's protocol bytes that the coordinator looks at: the topics it reads. The bytes begin with a version and an array of names.</summary>
internal static class ConsumerSubscription
{
    /// <summary>Protocol type of consumer groups.</summary>
    public const string ProtocolType = "consumer";

    /// <summary>The subscribed topics, or null when the bytes are something else.</summary>
    public static IReadOnlyList<string>? Topics(byte[] metadata)
    {
        try
        {
            var reader = new ProtocolReader(metadata);
            return reader.ReadInt16("subscription version") < 0 ? null : reader.ReadStringList(flexible: false, nullable: false, "subscription topics");
        }
        catch (ProtocolException)
        {
            return null;
        }
    }

    /// <summary>Whether two members ask for the same topics; for bytes of another kind, whether they are the same.</summary>
    public static bool SameTopics(byte[] left, byte[] right)
    {
        if (left.AsSpan().SequenceEqual(right)) return true;
        return Topics(left) is { } a && Topics(right) is { } b && a.ToHashSet(StringComparer.Ordinal).SetEquals(b);
    }
}
