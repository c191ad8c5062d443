using System.Buffers;
using System.Buffers.Binary;

namespace Vicinity.Weather;

/// <summary>Steps as bytes (docs/formats/weather.md). Thread-safe.</summary>
public static class StepCodec
{
    /// <summary>Largest step, in bytes: it fits a request.</summary>
    public const int MostBytes = 900_000;

    /// <summary>Most pieces of a checkpoint.</summary>
    public const int MostPieces = 16_384;

    // At least so many bytes has a part, so a step cannot claim more of them than it has room for.
    private const int LeastPart = 8;
    private const byte Version = 1;
    private const int Numbers = 14;
    private const int Sizes = 9;
    private const int Head = 1 + ChainLink.Bytes + 16 + Numbers * 8 + Sizes * 4;

    /// <summary>Writes a step.</summary>
    public static void Write(IBufferWriter<byte> output, Step step)
    {
        int length = Head + step.Parts.Length + step.PieceBytes.Length;
        Span<byte> span = output.GetSpan(length);
        span[0] = Version;
        step.Link.Write(span[1..]);
        step.Topic.TryWriteBytes(span[(1 + ChainLink.Bytes)..], bigEndian: true, out _);
        int at = 1 + ChainLink.Bytes + 16;
        FateCounts fates = step.Fates;
        ReadOnlySpan<long> numbers =
        [
            step.From, step.To, step.Clock, step.AdvancedTo, step.Watermark, step.CheckpointAt,
            fates.InTime, fates.Late, fates.TooLate, fates.Duplicate, fates.Forgotten, fates.TooManySensors, fates.TooManyParts, step.Rejected,
        ];
        foreach (long number in numbers)
        {
            BinaryPrimitives.WriteInt64LittleEndian(span[at..], number);
            at += 8;
        }
        WindowRules rules = step.Rules;
        ReadOnlySpan<int> sizes =
        [
            step.PartCount, step.Parts.Length, step.Piece, step.Pieces, step.PieceBytes.Length, rules.WindowMs, rules.LatenessMs, rules.SendsCorrections ? rules.CorrectableMs : -1, rules.MostSensors,
        ];
        foreach (int size in sizes)
        {
            BinaryPrimitives.WriteInt32LittleEndian(span[at..], size);
            at += 4;
        }
        step.Parts.Span.CopyTo(span[at..]);
        step.PieceBytes.Span.CopyTo(span[(at + step.Parts.Length)..]);
        output.Advance(length);
    }

    /// <summary>Reads a step; false with the reason where the bytes are none.</summary>
    /// <param name="bytes">Value of the record. The parts and the piece are views into it.</param>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, out Step? step, out string reason)
    {
        step = null;
        ReadOnlySpan<byte> span = bytes.Span;
        if (span.Length < Head || span.Length > MostBytes)
        {
            reason = $"a step has from {Head} to {MostBytes} bytes, and this has {span.Length}";
            return false;
        }
        if (span[0] != Version)
        {
            reason = $"it has version {span[0]}, and only {Version} is known";
            return false;
        }
        if (!ChainLink.TryRead(span[1..(1 + ChainLink.Bytes)], out ChainLink link))
        {
            reason = "its place in the chain is none";
            return false;
        }
        int at = 1 + ChainLink.Bytes;
        var topic = new Guid(span.Slice(at, 16), bigEndian: true);
        at += 16;
        Span<long> n = stackalloc long[Numbers];
        for (int i = 0; i < n.Length; i++, at += 8) n[i] = BinaryPrimitives.ReadInt64LittleEndian(span[at..]);
        Span<int> s = stackalloc int[Sizes];
        for (int i = 0; i < s.Length; i++, at += 4) s[i] = BinaryPrimitives.ReadInt32LittleEndian(span[at..]);
        step = new Step
        {
            Link = link,
            Topic = topic,
            From = n[0],
            To = n[1],
            Clock = n[2],
            AdvancedTo = n[3],
            Watermark = n[4],
            CheckpointAt = n[5],
            Fates = new FateCounts(n[6], n[7], n[8], n[9], n[10], n[11], n[12]),
            Rejected = n[13],
            PartCount = s[0],
            Piece = s[2],
            Pieces = s[3],
            Rules = new WindowRules { WindowMs = s[5], LatenessMs = s[6], SendsCorrections = s[7] >= 0, CorrectableMs = Math.Max(0, s[7]), MostSensors = s[8] },
        };
        if (s[7] < -1)
        {
            (step, reason) = (null, $"its windows can be corrected for {s[7]} ms, and that is not below -1");
            return false;
        }
        reason = Problem(step, s[1], s[4], span.Length - at) ?? "";
        if (reason.Length > 0)
        {
            step = null;
            return false;
        }
        step = step with { Parts = bytes.Slice(at, s[1]), PieceBytes = bytes.Slice(at + s[1], s[4]) };
        return true;
    }

    private static string? Problem(Step step, int parts, int piece, int left)
    {
        if (step.From < 0 || step.To < 0) return $"it covers readings from {step.From} to {step.To}, and offsets are not below 0";
        if (step.CheckpointAt < -1) return $"its checkpoint is at {step.CheckpointAt}, and offsets are not below 0";
        if (step.Pieces is < 0 or > MostPieces || step.Piece < 0 || step.Piece > Math.Max(0, step.Pieces - 1)) return $"its piece {step.Piece} of {step.Pieces} is none: a checkpoint has at most {MostPieces}";
        if (step.To < step.From && step.Pieces == 0) return $"it goes back from {step.From} to {step.To} without a checkpoint";
        if (step.Rules.WindowMs <= 0 || step.Rules.LatenessMs < 0 || step.Rules.MostSensors <= 0) return $"its rules are none: windows of {step.Rules.WindowMs} ms";
        FateCounts f = step.Fates;
        if ((f.InTime | f.Late | f.TooLate | f.Duplicate | f.Forgotten | f.TooManySensors | f.TooManyParts | step.Rejected) < 0) return "one of its counts is below 0";
        if (parts < 0 || piece < 0 || (long)parts + piece != left) return $"its parts of {parts} bytes and its piece of {piece} are not the {left} bytes that follow";
        return step.PartCount >= 0 && (long)step.PartCount * LeastPart <= parts ? null : $"{step.PartCount} parts do not fit {parts} bytes";
    }
}
