namespace Vicinity.Storage;

/// <summary>The files of one log: names, creation, removal.</summary>
internal sealed class SegmentFolder(IFileSystem files, string path)
{
    public IFileSystem Files => files;

    public string Path => path;

    public string PathOf(string file) => System.IO.Path.Combine(path, file);

    /// <summary>Creates the folder if it is not there, and removes what a crash left half-made. The segments found, in order, and only those of the highest generation.</summary>
    public List<SegmentName> Prepare()
    {
        DurableFolder.Create(files, path);
        var logs = new List<SegmentName>();
        var others = new List<(string File, SegmentName Name)>();
        foreach (string file in files.FilesIn(path))
        {
            if (file.EndsWith(AtomicFile.AsideEnding, StringComparison.Ordinal)) files.DeleteFile(PathOf(file));
            else if (!SegmentName.TryParse(file, out SegmentName name)) continue;
            else if (file.EndsWith(SegmentName.LogEnding, StringComparison.Ordinal)) logs.Add(name);
            else others.Add((file, name));
        }
        int generation = logs.Count == 0 ? 0 : logs.Max(name => name.Generation);
        foreach (SegmentName old in logs.Where(name => name.Generation != generation)) files.DeleteFile(PathOf(old.LogFile));
        logs.RemoveAll(name => name.Generation != generation);
        foreach ((string file, SegmentName name) in others)
            if (!logs.Contains(name)) files.DeleteFile(PathOf(file));
        logs.Sort((a, b) => a.BaseOffset.CompareTo(b.BaseOffset));
        return logs;
    }

    public IFile Open(SegmentName name) => files.Open(PathOf(name.LogFile), FileOpening.Existing);

    /// <summary>A new segment that holds its base; file and name are on disk when it returns.</summary>
    public Segment Create(SegmentName name, LogBase known, long nowMs)
    {
        byte[] entry = BaseEntry.Build(known, 0, nowMs);
        AtomicFile.Replace(files, PathOf(name.LogFile), entry);
        return new Segment(name, Open(name), SegmentState.OfBase(known.Position, entry.Length, nowMs, 0));
    }

    /// <summary>Writes the segment's index file. It is not synced, and a failure is no harm: recovery rebuilds it.</summary>
    public void WriteIndex(Segment segment)
    {
        try
        {
            using IFile file = files.Open(PathOf(segment.Name.IndexFile), FileOpening.Emptied);
            file.Write(IndexFile.Build(segment), 0);
        }
        catch (IOException)
        {
            // A hint is missing; the segment itself is complete.
        }
    }

    /// <summary>Removes the segment's files, durably. Readers that have the segment open go on reading it.</summary>
    public void Delete(Segment segment)
    {
        files.DeleteFile(PathOf(segment.Name.IndexFile));
        files.DeleteFile(PathOf(segment.Name.LogFile));
        files.SyncFolder(path);
    }
}
