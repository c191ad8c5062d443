namespace Vicinity.Broker;

/// <summary>Which names a topic may have.</summary>
public static class TopicName
{
    /// <summary>Compacted internal topic of the groups' committed offsets and members.</summary>
    public const string ConsumerOffsets = "__consumer_offsets";

    /// <summary>Log of the cluster's own state: topics, settings, producer ids. Not shown to clients.</summary>
    public const string Cluster = "__cluster";

    private const int MaxLength = 249;

    /// <summary>Whether clients may read but not create, delete or write it.</summary>
    public static bool IsInternal(string name) => name is ConsumerOffsets or Cluster;

    /// <summary>What is wrong with a name, or null: 1 to 249 of <c>[A-Za-z0-9._-]</c>, not <c>.</c> or <c>..</c>.</summary>
    public static string? Fault(string? name)
    {
        if (string.IsNullOrEmpty(name)) return "Topic name is invalid: the empty string is not allowed";
        if (name is "." or "..") return $"Topic name is invalid: '{name}' is not allowed";
        if (name.Length > MaxLength) return $"Topic name is invalid: the length of '{name[..40]}...' is {name.Length}, longer than the max allowed length {MaxLength}";
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-'))
                return $"Topic name is invalid: '{name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'";
        }

        return null;
    }

    /// <summary>The form in which names collide: Kafka's metrics write <c>.</c> and <c>_</c> alike, so two topics may not differ in these alone.</summary>
    public static string CollisionForm(string name) => name.Replace('.', '_');
}
