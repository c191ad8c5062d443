using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Vicinity.Records;

namespace Vicinity.Storage;

/// <summary>The file <c>replica</c> in a replica's folder: its identity. Written once, before the uuid is sent to any other node. Layout: docs/formats/data-folder.md.</summary>
internal static class ReplicaFile
{
    public const string Name = "replica";

    private const int Magic = 0x56435250;
    private const short Version = 1;
    private const int MaxBytes = 4096;

    public static void Write(IFileSystem files, ReplicaFolder replica)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new ByteWriter(bytes);
        byte[] topic = Encoding.UTF8.GetBytes(replica.Topic);
        writer.Int32(Magic);
        writer.Int16(Version);
        writer.Uuid(replica.Id);
        writer.Uuid(replica.TopicId);
        writer.Int32(replica.Partition);
        writer.Int16((short)topic.Length);
        writer.Bytes(topic);
        writer.Int32((int)Crc32C.Compute(bytes.WrittenSpan));
        AtomicFile.Replace(files, Path.Combine(replica.Path, Name), bytes.WrittenSpan);
    }

    /// <summary>The replica whose folder it is, or null if the file is missing or damaged.</summary>
    public static ReplicaFolder? Read(IFileSystem files, string folder)
    {
        try
        {
            byte[]? content = AtomicFile.ReadAll(files, Path.Combine(folder, Name), MaxBytes);
            if (content is null || content.Length < 8) return null;
            ReadOnlySpan<byte> body = content.AsSpan(0, content.Length - 4);
            if (BinaryPrimitives.ReadUInt32BigEndian(content.AsSpan(body.Length)) != Crc32C.Compute(body)) return null;
            var reader = new ByteReader(body);
            if (reader.Int32() != Magic || reader.Int16() != Version) return null;
            Guid id = reader.Uuid();
            Guid topicId = reader.Uuid();
            int partition = reader.Int32();
            string topic = Encoding.UTF8.GetString(reader.Take(reader.Int16()));
            return new ReplicaFolder(id, topic, topicId, partition, folder);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
