using System.Buffers;

namespace Vicinity.Protocol.Tests;

public sealed class ProtocolWriterTests
{
    [Fact]
    public void A_string_too_long_for_its_16_bit_length_is_refused() =>
        Should.Throw<ProtocolException>(() => Wire.Body(new FindCoordinatorRequest { Key = new string('k', 32_768) }, 1))
            .Message.ShouldContain("32767");

    [Fact]
    public void The_same_string_fits_a_compact_length() =>
        Wire.Body(new FindCoordinatorRequest { Key = new string('k', 32_768) }, 3).Length.ShouldBe(3 + 32_768 + 1 + 1);

    [Fact]
    public void Measuring_counts_exactly_what_writing_writes()
    {
        foreach (var (type, api) in MessageCodec.AllMessages)
        {
            var message = RandomMessage.Create(type, new Random(11));
            MessageCodec.Of(type).Write(message, api.Versions.Highest).Length.ShouldBe(Measure(message, api.Versions.Highest));
        }
    }

    [Fact]
    public void Contents_larger_than_the_output_s_pieces_are_written_whole()
    {
        var records = new byte[100_000];
        new Random(1).NextBytes(records);
        var request = new ProduceRequest { TopicData = [new() { Name = "t", PartitionData = [new() { Records = records }] }] };

        var read = Wire.Parse<ProduceRequest>(Wire.Body(request, 9), 9);

        read.TopicData[0].PartitionData[0].Records!.Value.ToArray().ShouldBe(records);
    }

    private static int Measure(object message, short version) =>
        (int)typeof(ProtocolWriterTests).GetMethod(nameof(MeasureTyped), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
            .MakeGenericMethod(message.GetType()).Invoke(null, [message, version])!;

    private static int MeasureTyped<T>(T message, short version)
        where T : IMessage<T>
    {
        var measure = ProtocolWriter.Measuring();
        message.Write(ref measure, version);
        return (int)measure.Written;
    }
}
