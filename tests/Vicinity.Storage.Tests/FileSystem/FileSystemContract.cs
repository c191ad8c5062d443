namespace Vicinity.Storage.Tests;

/// <summary>What storage relies on, asked of every implementation of the port.</summary>
public abstract class FileSystemContract : IDisposable
{
    protected abstract IFileSystem Files { get; }

    protected abstract string Root { get; }

    public abstract void Dispose();

    [Fact]
    public void A_file_gives_back_what_was_written_at_any_position()
    {
        using IFile file = Files.Open(At("a"), FileOpening.Emptied);
        file.Write([1, 2, 3, 4], 0);
        file.Write([9], 2);
        file.Write([7], 6);
        byte[] read = new byte[10];
        file.Read(read, 0).ShouldBe(7);
        read[..7].ShouldBe([1, 2, 9, 4, 0, 0, 7]);
        file.Read(read, 5).ShouldBe(2);
        file.Read(read, 7).ShouldBe(0);
        file.Length.ShouldBe(7);
        file.Sync();
    }

    [Fact]
    public void A_length_cuts_and_extends_by_zeros()
    {
        using IFile file = Files.Open(At("a"), FileOpening.Emptied);
        file.Write([1, 2, 3], 0);
        file.SetLength(1);
        file.SetLength(3);
        byte[] read = new byte[5];
        file.Read(read, 0).ShouldBe(3);
        read.ShouldBe([1, 0, 0, 0, 0]);
    }

    [Fact]
    public void What_one_opening_writes_another_reads()
    {
        using IFile writer = Files.Open(At("a"), FileOpening.Emptied);
        using IFile reader = Files.Open(At("a"), FileOpening.Read);
        writer.Write([5], 0);
        byte[] read = new byte[1];
        reader.Read(read, 0).ShouldBe(1);
        read[0].ShouldBe((byte)5);
        Should.Throw<Exception>(() => reader.Write([1], 0));
    }

    [Fact]
    public void Emptied_empties_and_the_others_need_the_file_to_exist()
    {
        Put("a", [1, 2]);
        using (IFile file = Files.Open(At("a"), FileOpening.Existing)) file.Length.ShouldBe(2);
        using (IFile file = Files.Open(At("a"), FileOpening.Emptied)) file.Length.ShouldBe(0);
        Should.Throw<FileNotFoundException>(() => Files.Open(At("b"), FileOpening.Existing));
        Should.Throw<FileNotFoundException>(() => Files.Open(At("b"), FileOpening.Read));
    }

    [Fact]
    public void Names_are_listed_in_ordinal_order_files_and_folders_apart()
    {
        Put("b", []);
        Put("B", []);
        Put("a", []);
        Files.CreateFolder(At("z"));
        Files.CreateFolder(At("y"));
        Files.FilesIn(Root).ShouldBe(["B", "a", "b"]);
        Files.FoldersIn(Root).ShouldBe(["y", "z"]);
        Files.FilesIn(At("nowhere")).ShouldBeEmpty();
        Files.FoldersIn(At("nowhere")).ShouldBeEmpty();
    }

    [Fact]
    public void A_rename_replaces_the_file_that_has_the_name()
    {
        Put("a", [1]);
        Put("b", [2, 2]);
        Files.Rename(At("a"), At("b"));
        Files.SyncFolder(Root);
        Files.FileExists(At("a")).ShouldBeFalse();
        using IFile file = Files.Open(At("b"), FileOpening.Read);
        file.Length.ShouldBe(1);
    }

    [Fact]
    public void A_folder_is_renamed_with_what_it_holds()
    {
        Files.CreateFolder(At("x"));
        Put(Path.Combine("x", "a"), [1]);
        Files.Rename(At("x"), At("y"));
        Files.FolderExists(At("x")).ShouldBeFalse();
        Files.FilesIn(At("y")).ShouldBe(["a"]);
    }

    [Fact]
    public void A_rename_into_another_folder_is_refused()
    {
        Put("a", []);
        Files.CreateFolder(At("x"));
        Should.Throw<ArgumentException>(() => Files.Rename(At("a"), At(Path.Combine("x", "a"))));
    }

    [Fact]
    public void Removing_is_repeatable_and_an_open_file_stays_readable()
    {
        Put("a", [1, 2, 3]);
        using IFile file = Files.Open(At("a"), FileOpening.Existing);
        Files.DeleteFile(At("a"));
        Files.DeleteFile(At("a"));
        Files.FileExists(At("a")).ShouldBeFalse();
        file.Read(new byte[3], 0).ShouldBe(3);
        Files.CreateFolder(At(Path.Combine("x", "y")));
        Files.DeleteFolder(At("x"));
        Files.DeleteFolder(At("x"));
        Files.FolderExists(At("x")).ShouldBeFalse();
    }

    [Fact]
    public void A_lock_has_one_holder_and_can_be_taken_again_after_it()
    {
        IDisposable held = Files.TryLock(At("lock")).ShouldNotBeNull();
        Files.TryLock(At("lock")).ShouldBeNull();
        held.Dispose();
        Files.TryLock(At("lock")).ShouldNotBeNull().Dispose();
    }

    [Fact]
    public void A_lock_is_in_place_while_the_file_that_is_held_is_the_one_under_its_path()
    {
        Files.CreateFolder(At("x"));
        using IFileLock held = Files.TryLock(At(Path.Combine("x", "lock"))).ShouldNotBeNull();
        held.IsInPlace.ShouldBeTrue();

        Files.Rename(At("x"), At("y"));
        held.IsInPlace.ShouldBeFalse("its folder has another name");
        Files.CreateFolder(At("x"));
        held.IsInPlace.ShouldBeFalse("another folder is in its place");
        Put(Path.Combine("x", "lock"), []);
        held.IsInPlace.ShouldBeFalse("another file is in its place");
        using (Files.TryLock(At(Path.Combine("x", "lock"))).ShouldNotBeNull()) held.IsInPlace.ShouldBeFalse("another holder is in its place");

        Files.DeleteFolder(At("x"));
        Files.Rename(At("y"), At("x"));
        held.IsInPlace.ShouldBeTrue("it is back");
        Files.DeleteFile(At(Path.Combine("x", "lock")));
        held.IsInPlace.ShouldBeFalse("it is removed");
    }

    [Fact]
    public void The_disk_has_room_and_says_how_much()
    {
        DiskSpace space = Files.SpaceOf(Root);
        space.Total.ShouldBeGreaterThan(0);
        space.Free.ShouldBeInRange(1, space.Total);
    }

    [Fact]
    public void A_closed_file_refuses_to_be_used()
    {
        IFile file = Files.Open(At("a"), FileOpening.Emptied);
        file.Dispose();
        Should.Throw<ObjectDisposedException>(() => file.Write([1], 0));
        Should.Throw<ObjectDisposedException>(() => file.Sync());
    }

    private string At(string name) => Path.Combine(Root, name);

    private void Put(string name, byte[] content)
    {
        using IFile file = Files.Open(At(name), FileOpening.Emptied);
        if (content.Length > 0) file.Write(content, 0);
    }
}
