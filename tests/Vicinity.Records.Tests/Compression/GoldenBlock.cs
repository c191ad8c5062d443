using System.Text;

namespace Vicinity.Records.Tests;

/// <summary>A block that another implementation compressed: liblz4, Google's snappy, libzstd and zlib.</summary>
/// <param name="Name">What is particular about it.</param>
/// <param name="Codec">Its codec.</param>
/// <param name="Original">What it must decompress to.</param>
/// <param name="Hex">Its bytes.</param>
public sealed record GoldenBlock(string Name, CompressionCodec Codec, byte[] Original, string Hex)
{
    private static readonly byte[] s_text = Encoding.ASCII.GetBytes(Repeat(
        Repeat("vehicle 17 at 50.9375,6.9603 heading 90; ", 3) + "vehicle 18 at 50.9413,6.9583 heading 270; ", 2));

    private static readonly byte[] s_longText = Encoding.ASCII.GetBytes(Repeat(Encoding.ASCII.GetString(s_text), 400));

    /// <summary>All of them.</summary>
    public static IReadOnlyList<GoldenBlock> All { get; } =
    [
        new("snappy, one raw block", CompressionCodec.Snappy, s_text,
            "ca02a076656869636c652031372061742035302e393337352c362e393630332068656164696e672039303b20fe29006a29000038117b08343133017b043538197b08323730fe7c00727c00" +
            "a2f70082a500"),
        new("snappy, stream of blocks", CompressionCodec.Snappy, s_text,
            "82534e415050590000000001000000010000002e64a076656869636c652031372061742035302e393337352c362e393630332068656164696e672039303b20ea29000000004664c8333735" +
            "2c362e393630332068656164696e672039303b2076656869636c652031382061742035302e393431332c362e3935383315290432372e2a000037112a00333e53000000003264a067203930" +
            "3b2076656869636c652031372061742035302e393337352c362e393630332068656164696ede290008382061000000201e74742035302e393431332c362e393538332068656164696e6720" +
            "3237303b20"),
        new("lz4, linked content checksum and size block checksums", CompressionCodec.Lz4, s_text,
            "04224d187c404a010000000000008c51000000ff1a76656869636c652031372061742035302e393337352c362e393630332068656164696e672039303b2029004814387b00303431337b00" +
            "2635387b002f32377c004b0ff700160fa50009503237303b201206219500000000a212d880"),
        new("lz4, linked content checksum and size", CompressionCodec.Lz4, s_text,
            "04224d186c404a010000000000006b51000000ff1a76656869636c652031372061742035302e393337352c362e393630332068656164696e672039303b2029004814387b00303431337b00" +
            "2635387b002f32377c004b0ff700160fa50009503237303b2000000000a212d880"),
        new("lz4, linked block checksums", CompressionCodec.Lz4, s_text,
            "04224d187040ad51000000ff1a76656869636c652031372061742035302e393337352c362e393630332068656164696e672039303b2029004814387b00303431337b002635387b002f3237" +
            "7c004b0ff700160fa50009503237303b201206219500000000"),
        new("lz4, linked", CompressionCodec.Lz4, s_text,
            "04224d1860408251000000ff1a76656869636c652031372061742035302e393337352c362e393630332068656164696e672039303b2029004814387b00303431337b002635387b002f3237" +
            "7c004b0ff700160fa50009503237303b2000000000"),
        new("lz4, independent content checksum and size block checksums", CompressionCodec.Lz4, s_text,
            "04224d187c404a010000000000008c51000000ff1a76656869636c652031372061742035302e393337352c362e393630332068656164696e672039303b2029004814387b00303431337b00" +
            "2635387b002f32377c004b0ff700160fa50009503237303b201206219500000000a212d880"),
        new("lz4, independent content checksum and size", CompressionCodec.Lz4, s_text,
            "04224d186c404a010000000000006b51000000ff1a76656869636c652031372061742035302e393337352c362e393630332068656164696e672039303b2029004814387b00303431337b00" +
            "2635387b002f32377c004b0ff700160fa50009503237303b2000000000a212d880"),
        new("lz4, independent block checksums", CompressionCodec.Lz4, s_text,
            "04224d187040ad51000000ff1a76656869636c652031372061742035302e393337352c362e393630332068656164696e672039303b2029004814387b00303431337b002635387b002f3237" +
            "7c004b0ff700160fa50009503237303b201206219500000000"),
        new("lz4, independent", CompressionCodec.Lz4, s_text,
            "04224d1860408251000000ff1a76656869636c652031372061742035302e393337352c362e393630332068656164696e672039303b2029004814387b00303431337b002635387b002f3237" +
            "7c004b0ff700160fa50009503237303b2000000000"),
        new("lz4, linked blocks", CompressionCodec.Lz4, s_longText,
            "04224d184c40a003020000000000c54c010000ff1a76656869636c652031372061742035302e393337352c362e393630332068656164696e672039303b2029004814382900303431332900" +
            "26353829002e32377c000fa500ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" +
            "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" +
            "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" +
            "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff345030332068650a0100000fa500ffffffffffffffffffffffffffffffffff" +
            "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" +
            "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" +
            "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" +
            "ffffffffffffffffffffffffffffe8502e393337350d0000000fa500ffffff8b503237303b200000000070a5204e"),
        new("lz4, two frames and a skippable one", CompressionCodec.Lz4, s_text,
            "04224d1868403200000000000000843200008076656869636c652031372061742035302e393337352c362e393630332068656164696e672039303b2076656869636c65203100000000502a" +
            "4d180300000001020304224d18684018010000000000005555000000ff1a372061742035302e393337352c362e393630332068656164696e672039303b2076656869636c65203129001614" +
            "38520030343133520026353852002f32375300220f7c00160f2900160fa50009503237303b2000000000"),
        new("zstd", CompressionCodec.Zstd, s_text,
            "28b52ffd604a004d0200240376656869636c652031372061742035302e393337352c362e393630332068656164696e672039303b203834313335383237380800280300bc07a0b07f98182c" +
            "06760071836c5265"),
        new("zstd, no content size, checksum", CompressionCodec.Zstd, s_text,
            "28b52ffd04004d0200240376656869636c652031372061742035302e393337352c362e393630332068656164696e672039303b203834313335383237380800280300bc07a0b07f98182c06" +
            "760071836c5265d74ad596"),
        new("gzip", CompressionCodec.Gzip, s_text,
            "1f8b08000000000002032b4bcdc84cce4955303457482c513035d0b3343637d531d3b334333056c8484d4cc9cc4b57b034b05628a39d420b98421343639042530b84422373dada4d3d4702" +
            "0054b819174a010000"),
    ];

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    public override string ToString() => Name;
}
