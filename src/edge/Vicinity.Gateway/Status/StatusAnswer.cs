namespace Vicinity.Gateway;

/// <summary>What <c>GET /api/status</c> answers.</summary>
/// <param name="Version">Version of the program.</param>
/// <param name="ClusterId">Id of the cluster; null while it is unknown.</param>
/// <param name="NodeId">Id of the node in this process; null when the log is elsewhere.</param>
/// <param name="Engine">What keeps the log: "vicinity" or "kafka"; null while it has not answered.</param>
/// <param name="Bootstrap">Servers that clients begin with; for the operator only.</param>
/// <param name="UptimeSeconds">Seconds since the gateway started.</param>
/// <param name="KafkaAddress">Address of the Kafka protocol in this process; for the operator only.</param>
/// <param name="Delayed">Whether something is away or behind, so that data may be delayed.</param>
/// <param name="Applications">The applications of this process; why one is down is told to the operator only.</param>
internal sealed record StatusAnswer(
    string Version, string? ClusterId, int? NodeId, string? Engine, string? Bootstrap, double UptimeSeconds, string? KafkaAddress, bool Delayed,
    IReadOnlyList<ApplicationStatus> Applications);
