using FsCheck;
using FsCheck.Fluent;

namespace Vicinity.Protocol.Tests;

/// <summary>Random, truncated or damaged bytes either parse or end in <see cref="ProtocolException"/>, and cost memory in proportion to their length.</summary>
public sealed class MalformedInputTests
{
    private const int BytesPerByte = 64;
    private const int FixedBytes = 64 * 1024;

    public static TheoryData<string, short> AllVersions => MessageCodec.AllVersions();

    [Theory]
    [MemberData(nameof(AllVersions))]
    public void Truncated_bytes_are_refused_at_every_length(string type, short version)
    {
        var codec = MessageCodec.Of(type);
        var bytes = codec.Write(RandomMessage.Create(MessageCodec.TypeOf(type), new Random(3)), version);

        for (var length = 0; length < bytes.Length; length += 1 + (bytes.Length / 200))
            Should.Throw<ProtocolException>(() => codec.Read(bytes.AsMemory(0, length), version));
    }

    [Theory]
    [MemberData(nameof(AllVersions))]
    public void Damaged_bytes_parse_or_are_refused_and_nothing_else(string type, short version)
    {
        var codec = MessageCodec.Of(type);
        var sound = codec.Write(RandomMessage.Create(MessageCodec.TypeOf(type), new Random(5)), version);
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var bytes = (byte[])sound.Clone();
            for (var flips = random.Next(1, 8); flips > 0 && bytes.Length > 0; flips--)
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            ParsesOrRefuses(codec, bytes, version);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40).WithQuietOnSuccess(true));
    }

    [Theory]
    [MemberData(nameof(AllVersions))]
    public void Random_bytes_parse_or_are_refused_and_nothing_else(string type, short version)
    {
        var codec = MessageCodec.Of(type);
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var bytes = new byte[random.Next(400)];
            random.NextBytes(bytes);
            // Mostly small numbers, so that counts and lengths stay plausible and the reader gets past the first field.
            for (var i = 0; i < bytes.Length && seed % 2 == 0; i++)
                bytes[i] &= (byte)(i % 4 == 3 ? 0x07 : 0x00);
            ParsesOrRefuses(codec, bytes, version);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40).WithQuietOnSuccess(true));
    }

    [Fact]
    public void A_count_of_two_billion_elements_is_refused_before_anything_is_allocated()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        var error = Should.Throw<ProtocolException>(() => Wire.Parse<MetadataRequest>(Wire.Hex("7FFFFFFF 00"), 1));

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(FixedBytes);
        error.What.ShouldBe("MetadataRequest.Topics");
        error.Message.ShouldContain("2147483647");
    }

    [Fact]
    public void More_elements_than_one_frame_may_hold_are_refused()
    {
        var bytes = new byte[(ProtocolReader.MaxElements * 2) + 10];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes, ProtocolReader.MaxElements + 1);

        Should.Throw<ProtocolException>(() => Wire.Parse<MetadataRequest>(bytes, 1))
            .Message.ShouldContain($"at most {ProtocolReader.MaxElements} more in one frame");
    }

    private static void ParsesOrRefuses(MessageCodec codec, byte[] bytes, short version)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            codec.Read(bytes, version);
        }
        catch (ProtocolException)
        {
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(FixedBytes + (BytesPerByte * bytes.Length));
    }
}
