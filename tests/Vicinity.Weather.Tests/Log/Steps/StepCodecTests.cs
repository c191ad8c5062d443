using System.Buffers;
using Vicinity.Model;

namespace Vicinity.Weather.Tests;

public sealed class StepCodecTests
{
    [Fact]
    public void A_step_survives_its_bytes()
    {
        Step step = Sample(new Prng(7));
        StepCodec.TryRead(Bytes(step), out Step? read, out string reason).ShouldBeTrue(reason);
        (read! with { Parts = default, PieceBytes = default }).ShouldBe(step with { Parts = default, PieceBytes = default });
        read.Parts.ToArray().ShouldBe(step.Parts.ToArray());
        read.PieceBytes.ToArray().ShouldBe(step.PieceBytes.ToArray());
    }

    [Fact]
    public void No_bytes_do_harm_and_what_is_read_can_be_written_again()
    {
        var prng = new Prng(11);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = Bytes(Sample(prng));
            for (int i = prng.Next(4); i > 0; i--) bytes[prng.Next(bytes.Length)] = (byte)prng.Next(256);
            if (prng.Next(3) == 0) bytes = bytes[..prng.Next(bytes.Length)];
            if (!StepCodec.TryRead(bytes, out Step? read, out string reason))
            {
                reason.ShouldNotBeEmpty();
                continue;
            }
            Bytes(read!).ShouldBe(bytes);
            var history = new StepHistory();
            history.Take(0, read!);
        }
    }

    [Theory]
    [InlineData(-1, 0, 0, "offsets are not below 0")]
    [InlineData(5, 3, 0, "goes back from 5 to 3 without a checkpoint")]
    [InlineData(0, 0, -3, "offsets are not below 0")]
    public void A_step_of_no_sense_is_refused_with_value_and_reason(long from, long to, long checkpoint, string reason)
    {
        Step step = Sample(new Prng(3)) with { From = from, To = to, CheckpointAt = checkpoint, Piece = 0, Pieces = 0, PieceBytes = default };
        StepCodec.TryRead(Bytes(step), out _, out string told).ShouldBeFalse();
        told.ShouldContain(reason);
    }

    [Fact]
    public void More_parts_than_bytes_for_them_are_refused()
    {
        Step step = Sample(new Prng(3)) with { PartCount = int.MaxValue };
        StepCodec.TryRead(Bytes(step), out _, out string told).ShouldBeFalse();
        told.ShouldContain("2147483647 parts do not fit");
    }

    [Fact]
    public void A_mark_of_windows_survives_its_bytes_and_no_bytes_do_harm()
    {
        var prng = new Prng(5);
        for (int round = 0; round < 20_000; round++)
        {
            var mark = new WindowsMark(new ChainLink(prng.Next(100), Guid.NewGuid(), Guid.Empty), prng.Next(10) - 1, prng.Next(1000), prng.Next(1000), [.. Enumerable.Range(0, prng.Next(5)).Select(i => i - 1L)]);
            byte[] bytes = mark.ToBytes();
            WindowsMark read = WindowsMark.TryRead(bytes).ShouldNotBeNull();
            read.ToBytes().ShouldBe(bytes);
            for (int i = prng.Next(3) + 1; i > 0; i--) bytes[prng.Next(bytes.Length)] = (byte)prng.Next(256);
            if (prng.Next(3) == 0) bytes = bytes[..prng.Next(bytes.Length)];
            if (WindowsMark.TryRead(bytes) is { } other) other.ToBytes().ShouldBe(bytes);
        }
    }

    private static byte[] Bytes(Step step)
    {
        var output = new ArrayBufferWriter<byte>();
        StepCodec.Write(output, step);
        return output.WrittenSpan.ToArray();
    }

    private static Step Sample(Prng prng)
    {
        byte[] parts = new byte[prng.Next(60)], piece = new byte[prng.Next(40)];
        int pieces = prng.Next(4);
        return new Step
        {
            Link = new ChainLink(prng.Next(1000), new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, (byte)prng.Next(256)), prng.Next(2) == 0 ? Guid.Empty : new Guid(9, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)),
            Rules = new WindowRules { WindowMs = 1000, LatenessMs = 10, CorrectableMs = 700, MostSensors = 9 },
            Topic = new Guid(7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7),
            From = 10,
            To = 10 + prng.Next(100),
            Clock = 123_456,
            AdvancedTo = prng.Next(2) == 0 ? Step.None : 77,
            Watermark = 99,
            CheckpointAt = prng.Next(10) - 1,
            Fates = new FateCounts(1, 2, 3, 4, 5, 6, 7),
            Rejected = 8,
            PartCount = prng.Next(parts.Length / 8 + 1),
            Parts = parts,
            Piece = pieces == 0 ? 0 : prng.Next(pieces),
            Pieces = pieces,
            PieceBytes = piece,
        };
    }
}
