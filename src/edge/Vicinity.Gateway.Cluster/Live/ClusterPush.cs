using System.Text.Json;
using System.Text.Json.Serialization;
using Vicinity.ClusterWatch;

namespace Vicinity.Gateway.Cluster;

/// <summary>What changed in the cluster since the last push, or all of it.</summary>
/// <param name="Now">The present, Unix milliseconds.</param>
/// <param name="Full">True when the partitions are all there are.</param>
/// <param name="ClusterId">Id of the cluster.</param>
/// <param name="Controller">The controller, -1 for none.</param>
/// <param name="Health">How the cluster is.</param>
/// <param name="TellsLag">Whether its nodes tell lags and events.</param>
/// <param name="RecordsPerSecond">Records a second that it takes in.</param>
/// <param name="Nodes">All nodes.</param>
/// <param name="Partitions">Those that changed.</param>
/// <param name="Gone">Those that are not there any more, as <c>topic-0</c>.</param>
/// <param name="Events">Entries of the timeline that are new or have changed.</param>
/// <param name="Controlled">The nodes that this program started.</param>
internal sealed record ClusterPush(
    long Now, bool Full, string? ClusterId, int Controller, ClusterHealth Health, bool TellsLag, double RecordsPerSecond, IReadOnlyList<NodeView> Nodes,
    IReadOnlyList<PushedPartition> Partitions, IReadOnlyList<string> Gone, IReadOnlyList<TimelineEntry> Events, IReadOnlyList<ControlledNode> Controlled);

/// <summary>
/// A partition as a short row: topic, partition, internal, status, leader, epoch, high watermark, records a second, elected at, and its replicas as rows of node,
/// role, in sync, lag in records, lag in milliseconds. Status and role are the numbers of their enumerations.
/// </summary>
[JsonConverter(typeof(Converter))]
internal readonly record struct PushedPartition(PartitionView View)
{
    internal sealed class Converter : JsonConverter<PushedPartition>
    {
        public override PushedPartition Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, PushedPartition value, JsonSerializerOptions options)
        {
            PartitionView view = value.View;
            writer.WriteStartArray();
            writer.WriteStringValue(view.Topic);
            writer.WriteNumberValue(view.Partition);
            writer.WriteBooleanValue(view.IsInternal);
            writer.WriteNumberValue((int)view.Status);
            writer.WriteNumberValue(view.Leader);
            writer.WriteNumberValue(view.Epoch);
            Write(writer, view.HighWatermark);
            writer.WriteNumberValue(view.RecordsPerSecond);
            Write(writer, view.ElectedAt);
            writer.WriteStartArray();
            foreach (ReplicaView replica in view.Replicas) Write(writer, replica);
            writer.WriteEndArray();
            writer.WriteEndArray();
        }

        private static void Write(Utf8JsonWriter writer, ReplicaView replica)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(replica.Node);
            writer.WriteNumberValue((int)replica.Role);
            writer.WriteBooleanValue(replica.InSync);
            Write(writer, replica.Lag);
            Write(writer, replica.LagMs);
            writer.WriteEndArray();
        }

        private static void Write(Utf8JsonWriter writer, long? number)
        {
            if (number is { } value) writer.WriteNumberValue(value);
            else writer.WriteNullValue();
        }
    }
}
