namespace Vicinity.Cli.Tests;

public sealed class InputLinesTests
{
    [Fact]
    public async Task Lines_keep_their_bytes_and_lose_their_ends()
    {
        byte[] input = [.. "one\ntwo\r\n\n"u8, 0xFF, 0x00, (byte)'\r', (byte)'x', .. "\nlast"u8];

        (await ReadAsync(input, 100, piece: 3)).ShouldBe(["one"u8.ToArray(), "two"u8.ToArray(), [], [0xFF, 0x00, (byte)'\r', (byte)'x'], "last"u8.ToArray()]);
    }

    [Theory]
    [InlineData("12345\n123456\n")]
    [InlineData("12345\n1234567")]
    public async Task A_line_that_no_record_can_hold_is_refused_with_its_number(string input)
    {
        IOException refused = await Should.ThrowAsync<IOException>(() => ReadAsync(System.Text.Encoding.UTF8.GetBytes(input), 4, piece: 2));

        refused.Message.ShouldContain("line 2");
    }

    private static async Task<List<byte[]>> ReadAsync(byte[] input, int longest, int piece)
    {
        var lines = new List<byte[]>();
        await foreach (ReadOnlyMemory<byte> line in new InputLines(new Trickle(input, piece), longest).ReadAsync(TestContext.Current.CancellationToken)) lines.Add(line.ToArray());
        return lines;
    }

    /// <summary>Gives a few bytes at a time, as a pipe does.</summary>
    private sealed class Trickle(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
