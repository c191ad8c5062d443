using System.Runtime.InteropServices;

namespace Vicinity.Cli;

/// <summary>
/// Standard output where it is a pipe. Tells when its reader has gone, also while nothing is written: a thread waits for that from the first write on. Writes
/// behind that moment are dropped and remembered. Write from one thread at a time.
/// </summary>
internal sealed partial class OutputPipe : Stream
{
    private const int StandardOutputNumber = 1;
    private const int SeekFromHere = 1;
    private const int Interrupted = 4;
    private const short Error = 0x8;
    private const short HangUp = 0x10;

    private readonly Stream _inner;
    private readonly Action _unread;
    private int _watched;

    private OutputPipe(Stream inner, Action unread) => (_inner, _unread) = (inner, unread);

    /// <summary>Whether something was written that nobody can read.</summary>
    public bool HasLost { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>The pipe, or null where standard output is something else.</summary>
    /// <param name="inner">Standard output.</param>
    /// <param name="unread">Is called once, when nobody reads any more.</param>
    public static OutputPipe? TryOpen(Stream inner, Action unread) =>
        !OperatingSystem.IsWindows() && IsPipe() ? new OutputPipe(inner, unread) : null;

    /// <summary>Begins to wait for the reader's end.</summary>
    public void Watch()
    {
        if (Interlocked.Exchange(ref _watched, 1) != 0) return;
        new Thread(WaitForEnd) { IsBackground = true, Name = "vicinity output watch" }.Start();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (HasLost) return;
        _inner.Write(buffer);
        HasLost = HasEnded(timeoutMs: 0);
        Watch();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => _inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void WaitForEnd()
    {
        if (HasEnded(timeoutMs: -1)) _unread();
    }

    private static bool HasEnded(int timeoutMs)
    {
        var asked = new Descriptor { Number = StandardOutputNumber };
        while (Poll(ref asked, 1, timeoutMs) < 0)
        {
            if (Marshal.GetLastPInvokeError() != Interrupted) return false;
        }

        return (asked.Happened & (Error | HangUp)) != 0;
    }

    /// <summary>Neither a file or terminal, nor the socket of a journal: that is replaced when the journal restarts, and its end means nothing.</summary>
    private static bool IsPipe()
    {
        byte address = 0;
        uint length = 0;
        return Seek(StandardOutputNumber, 0, SeekFromHere) < 0 && Console.IsOutputRedirected && GetSocketName(StandardOutputNumber, ref address, ref length) < 0;
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref Descriptor descriptors, nuint count, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "lseek")]
    private static partial long Seek(int descriptor, long offset, int origin);

    [LibraryImport("libc", EntryPoint = "getsockname")]
    private static partial int GetSocketName(int descriptor, ref byte address, ref uint length);

    /// <summary>What poll(2) is asked about one descriptor, and answers.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Descriptor
    {
        public int Number;
        public short Asked;
        public short Happened;
    }
}
