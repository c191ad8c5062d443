namespace Vicinity.Broker.Tests;

public sealed class FrameBufferTests
{
    private const int Mebibyte = 1024 * 1024;
    private const int Threads = 4;

    [Fact]
    public void Buffers_that_were_emptied_are_the_systems_again_whatever_was_freed_before()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        Fill(60, 4 * Mebibyte);
        Fill(25, 10 * Mebibyte);

        (long held, long left) = Fill(60, 4 * Mebibyte);

        (held - left).ShouldBeGreaterThan(150L * Mebibyte, "of 240 MiB that were in use; other tests of this process take and give some meanwhile");
    }

    /// <summary>Fills buffers as frames do that arrive, keeps a little beside each, and empties them.</summary>
    /// <returns>Memory of the process while they were full, and afterwards.</returns>
    private static (long Held, long Left) Fill(int count, int size)
    {
        var buffers = new FrameBuffer[count];
        var small = new FrameBuffer[count];
        // The allocator has an arena for each of several threads.
        var threads = Enumerable.Range(0, Threads).Select(t => new Thread(() =>
        {
            for (int i = t; i < count; i += Threads)
            {
                buffers[i] = new FrameBuffer();
                for (int capacity = 64 * 1024; capacity <= size; capacity *= 2) Touch(buffers[i], capacity);
                Touch(buffers[i], size);
                Touch(small[i] = new FrameBuffer(), 64 * 1024);
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());

        long held = Resident();
        foreach (FrameBuffer buffer in buffers) ((IDisposable)buffer).Dispose();
        long left = Resident();
        foreach (FrameBuffer buffer in small) ((IDisposable)buffer).Dispose();
        return (held, left);
    }

    private static void Touch(FrameBuffer buffer, int capacity)
    {
        buffer.Resize(capacity);
        Span<byte> bytes = buffer.GetSpan();
        for (int i = 0; i < bytes.Length; i += 4096) bytes[i] = 1;
    }

    private static long Resident() => long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1]) * Environment.SystemPageSize;
}
