using Vicinity.Model;

namespace Vicinity.Storage;

/// <summary>Looks at every byte of a data folder that no node uses, and says what is damaged. Changes nothing.</summary>
public static class DataCheck
{
    /// <summary>Looks at a folder.</summary>
    /// <param name="files">File system that holds it.</param>
    /// <param name="path">The data folder.</param>
    /// <exception cref="DataFolderException">There is no such folder, or a process uses it.</exception>
    public static DataReport Run(IFileSystem files, string path)
    {
        string replicas = Path.Combine(path, DataFolder.ReplicasName);
        if (!files.FolderExists(replicas)) throw new DataFolderException($"'{path}' is not the data folder of a node: it has no folder '{DataFolder.ReplicasName}'");
        using IDisposable held = DataFolder.Hold(files, path);
        return Look(files, path);
    }

    /// <summary>Looks at a folder that this process has open.</summary>
    public static DataReport Run(DataFolder folder) => Look(folder.FileSystem, folder.Path);

    private static DataReport Look(IFileSystem files, string path)
    {
        string replicas = Path.Combine(path, DataFolder.ReplicasName);
        (JournalState votes, string? votesFault) = Votes(files, path);
        (NodeIdentity? identity, string? identityFault) = Identity(files, path);
        IReadOnlyList<string> folders = files.FoldersIn(replicas);
        return new DataReport(path)
        {
            Identity = identity,
            IdentityFault = identityFault,
            VotesFault = votesFault,
            Replicas = [.. folders.Where(f => !DataFolder.IsMarked(f)).Select(f => LogSalvage.Read(files, Path.Combine(replicas, f), votes.BoundOf))],
            SetAside = [.. folders.Where(DataFolder.IsSetAside).Select(f => Path.Combine(replicas, f))],
        };
    }

    private static (JournalState State, string? Fault) Votes(IFileSystem files, string path)
    {
        try
        {
            return (VoteJournal.Peek(files, path), null);
        }
        catch (Exception e) when (e is VoteJournalDamagedException or DataFolderException or InvalidDataException)
        {
            return (new JournalState(), e.Message);
        }
    }

    private static (NodeIdentity? Identity, string? Fault) Identity(IFileSystem files, string path)
    {
        try
        {
            return (NodeFile.Read(files, path), null);
        }
        catch (DataFolderException e)
        {
            return (null, e.Message);
        }
    }
}
