using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Vicinity.Cli;

/// <summary>Lines of a stream as the bytes they are, without their ends (LF or CR LF).</summary>
/// <param name="input">The stream.</param>
/// <param name="longest">Most bytes of a line.</param>
internal sealed class InputLines(Stream input, int longest)
{
    private const int PieceBytes = 64 * 1024;

    /// <summary>The lines as they come; the last may lack its end. Each is valid until the next is asked for.</summary>
    /// <exception cref="IOException">A line is too long.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        PipeReader reader = PipeReader.Create(input, new StreamPipeReaderOptions(bufferSize: PieceBytes));
        long number = 0;
        while (true)
        {
            ReadResult read = await reader.ReadAsync(cancel).ConfigureAwait(false);
            ReadOnlySequence<byte> rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                ReadOnlySequence<byte> line = rest.Slice(0, end);
                Check(line.Length, ++number);
                yield return WithoutCarriageReturn(line);
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            Check(rest.Length, number + 1);
            if (read.IsCompleted)
            {
                if (!rest.IsEmpty) yield return WithoutCarriageReturn(rest);
                await reader.CompleteAsync().ConfigureAwait(false);
                yield break;
            }

            reader.AdvanceTo(rest.Start, rest.End);
        }
    }

    private void Check(long bytes, long number)
    {
        if (bytes > longest + 1L) throw new IOException($"line {number} has more than {longest:N0} bytes, which a record may have");
    }

    private static ReadOnlyMemory<byte> WithoutCarriageReturn(in ReadOnlySequence<byte> line)
    {
        ReadOnlyMemory<byte> bytes = line.IsSingleSegment ? line.First : line.ToArray();
        return !bytes.IsEmpty && bytes.Span[^1] == (byte)'\r' ? bytes[..^1] : bytes;
    }
}
