namespace Vicinity.Gateway;

/// <summary>What a log is kept by, as <c>GET /api/status</c> says it.</summary>
public static class EngineKind
{
    /// <summary>Vicinity nodes, here or elsewhere.</summary>
    public const string Vicinity = "vicinity";

    /// <summary>Apache Kafka, or another broker that speaks its protocol.</summary>
    public const string Kafka = "kafka";
}
