namespace Vicinity.Storage;

/// <summary>Folders that are on disk when they have been created.</summary>
internal static class DurableFolder
{
    /// <summary>Creates a folder and those above it that are missing, and syncs the name of each.</summary>
    public static void Create(IFileSystem files, string path)
    {
        if (files.FolderExists(path)) return;
        string? parent = Path.GetDirectoryName(path);
        if (string.IsNullOrEmpty(parent)) parent = ".";
        else Create(files, parent);
        files.CreateFolder(path);
        files.SyncFolder(parent);
    }
}
