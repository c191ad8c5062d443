using System.Text.Json;
using System.Text.Json.Nodes;
using Vicinity.Records;

namespace Vicinity.Storage;

/// <summary>The file <c>node.json</c>: identity of the node and version of the folder's layout. Layout: docs/formats/data-folder.md.</summary>
internal static class NodeFile
{
    public const string Name = "node.json";

    /// <summary>Version of the layout of everything in the data folder.</summary>
    public const int FormatVersion = 1;

    private const int MaxBytes = 64 * 1024;

    public static void Write(IFileSystem files, string folder, NodeIdentity identity)
    {
        var json = new JsonObject
        {
            ["clusterId"] = identity.ClusterId,
            ["nodeId"] = identity.NodeId,
            ["formatVersion"] = FormatVersion,
            ["founding"] = identity.IsFounding,
            ["checksum"] = ChecksumOf(identity, FormatVersion),
        };
        AtomicFile.Replace(files, Path.Combine(folder, Name), JsonSerializer.SerializeToUtf8Bytes(json, JsonSerializerOptions.Web));
    }

    /// <summary>The identity, or null if there is no such file.</summary>
    /// <exception cref="DataFolderException">The file cannot be read, or a later program wrote it.</exception>
    public static NodeIdentity? Read(IFileSystem files, string folder)
    {
        string path = Path.Combine(folder, Name);
        try
        {
            byte[]? content = AtomicFile.ReadAll(files, path, MaxBytes);
            if (content is null) return null;
            JsonNode json = JsonNode.Parse(content) ?? throw new DataFolderException($"'{path}' is empty");
            int version = (int?)json["formatVersion"] ?? throw new DataFolderException($"'{path}' names no formatVersion");
            if (version != FormatVersion)
                throw new DataFolderException($"'{path}' has format version {version}, this program reads {FormatVersion}: use the program that wrote it");
            var identity = new NodeIdentity(
                (string?)json["clusterId"] ?? throw new DataFolderException($"'{path}' names no clusterId"),
                (int?)json["nodeId"] ?? throw new DataFolderException($"'{path}' names no nodeId"),
                (bool?)json["founding"] ?? false);
            if ((string?)json["checksum"] != ChecksumOf(identity, version))
                throw new DataFolderException($"the checksum in '{path}' does not fit: restore the file, or use an empty folder as a new node");
            return identity;
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or InvalidOperationException or FormatException)
        {
            throw new DataFolderException($"'{path}' cannot be read ({e.Message}): restore it, or use an empty folder as a new node", e);
        }
    }

    private static string ChecksumOf(NodeIdentity identity, int version) =>
        Crc32C.Compute(System.Text.Encoding.UTF8.GetBytes($"{version} {identity.NodeId} {identity.ClusterId}{(identity.IsFounding ? " founding" : "")}")).ToString("x8");
}
