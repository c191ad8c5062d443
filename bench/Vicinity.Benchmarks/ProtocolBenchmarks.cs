using System.Buffers;
using BenchmarkDotNet.Attributes;
using Vicinity.Protocol;

namespace Vicinity.Benchmarks;

/// <summary>Reading a Produce request and writing its response, in the version that librdkafka sends and in the newest.</summary>
[MemoryDiagnoser]
public class ProtocolBenchmarks
{
    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    private byte[] _request = [];

    [Params((short)7, (short)9)]
    public short Version { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var request = new ProduceRequest { TimeoutMs = 1000 };
        var topic = new ProduceRequestTopic { Name = "traffic.0212300" };
        topic.PartitionData.Add(new() { Records = SampleBatch.Of(50) });
        request.TopicData.Add(topic);
        var output = new ArrayBufferWriter<byte>();
        var writer = new ProtocolWriter(output);
        request.Write(ref writer, Version);
        writer.Flush();
        _request = output.WrittenSpan.ToArray();
    }

    [Benchmark]
    public ProduceRequest ReadRequest()
    {
        var reader = new ProtocolReader(_request);
        return ProduceRequest.Read(ref reader, Version);
    }

    [Benchmark]
    public int WriteResponse()
    {
        _output.Clear();
        var response = new ProduceResponse();
        var topic = new ProduceResponseTopic { Name = "traffic.0212300" };
        topic.PartitionResponses.Add(new() { BaseOffset = 123456 });
        response.Responses.Add(topic);
        var writer = new ProtocolWriter(_output);
        response.Write(ref writer, Version);
        writer.Flush();
        return _output.WrittenCount;
    }
}
