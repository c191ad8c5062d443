namespace Vicinity.Storage;

/// <summary>Small files that are replaced as a whole: after a crash there is the old content or the new, never a mixture.</summary>
internal static class AtomicFile
{
    /// <summary>Ending of files that a crash left half-written; opening the folder removes them.</summary>
    public const string AsideEnding = ".aside";

    /// <summary>Writes aside, syncs, renames, and syncs the folder; durable when it returns.</summary>
    public static void Replace(IFileSystem files, string path, ReadOnlySpan<byte> content)
    {
        string aside = path + AsideEnding;
        using (IFile file = files.Open(aside, FileOpening.Emptied))
        {
            if (!content.IsEmpty) file.Write(content, 0);
            file.Sync();
        }
        files.Rename(aside, path);
        files.SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>The whole content, or null if there is no such file.</summary>
    /// <exception cref="InvalidDataException">The file is larger than <paramref name="maxBytes"/>.</exception>
    public static byte[]? ReadAll(IFileSystem files, string path, int maxBytes)
    {
        if (!files.FileExists(path)) return null;
        using IFile file = files.Open(path, FileOpening.Read);
        long length = file.Length;
        if (length > maxBytes) throw new InvalidDataException($"'{path}' has {length} bytes, at most {maxBytes} are expected");
        byte[] content = new byte[length];
        int read = file.Read(content, 0);
        return read == content.Length ? content : content[..read];
    }
}
