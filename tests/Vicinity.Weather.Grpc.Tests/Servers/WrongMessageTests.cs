using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;

namespace Vicinity.Weather.Grpc.Tests;

public sealed class WrongMessageTests
{
    private static readonly Marshaller<byte[]> s_bytes = Marshallers.Create(static b => b, static b => b);
    private static readonly Method<byte[], byte[]> s_meteo = new(MethodType.Unary, "vicinity.weather.v1.Balancer", "process_meteo_data", s_bytes, s_bytes);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static V1.RawMeteoData Whole => new() { Id = "s1", Number = 1, Timestamp = Timestamp.FromDateTime(DateTime.UtcNow), Temperature = 20, Humidity = 40 };

    public static TheoryData<string, string> Wrong => new()
    {
        { "sensor", "sensor is empty and must have 1 to 64 characters" },
        { "long sensor", "has 65 characters and may have 64" },
        { "sensor with a slash", "has a character other than" },
        { "number", "number is -1 and must be at least 0" },
        { "no time", "timestamp is missing" },
        { "no moment", "which is no moment" },
        { "clock an hour ahead", "ms ahead, and may be 60000 ms ahead" },
        { "eight days old", "ms ago, and may be 604800000 ms ago" },
        { "no temperature", "temperature is missing" },
        { "NaN", "temperature is no finite number" },
        { "infinite", "temperature is no finite number" },
        { "hot", "temperature is 60.5 and must be from -90 to 60" },
        { "no humidity", "humidity is missing" },
        { "humid", "humidity is 100.5 and must be from 0 to 100" },
        { "long place", "has 65 characters and may have 64" },
        { "place with a line break", "has a character that cannot be printed" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_value_is_an_invalid_argument_that_names_value_bound_and_reason(string what, string said)
    {
        await using Plant plant = await Plant.StartAsync(servers: 1);
        using GrpcChannel channel = GrpcChannel.ForAddress(plant.Balancers[0].Address);
        V1.RawMeteoData data = Whole;
        switch (what)
        {
            case "sensor": data.Id = ""; break;
            case "long sensor": data.Id = new string('s', 65); break;
            case "sensor with a slash": data.Id = "a/b"; break;
            case "number": data.Number = -1; break;
            case "no time": data.Timestamp = null; break;
            case "no moment": data.Timestamp.Nanos = -1; break;
            case "clock an hour ahead": data.Timestamp.Seconds += 3_600; break;
            case "eight days old": data.Timestamp.Seconds -= 8 * 86_400; break;
            case "no temperature": data.ClearTemperature(); break;
            case "NaN": data.Temperature = double.NaN; break;
            case "infinite": data.Temperature = double.PositiveInfinity; break;
            case "hot": data.Temperature = 60.5; break;
            case "no humidity": data.ClearHumidity(); break;
            case "humid": data.Humidity = 100.5; break;
            case "long place": data.Place = new string('p', 65); break;
            default: data.Place = "a\nb"; break;
        }

        RpcException refused = await Should.ThrowAsync<RpcException>(async () => await new V1.Balancer.BalancerClient(channel).process_meteo_dataAsync(data, cancellationToken: Cancel));

        refused.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        refused.Status.Detail.ShouldContain(said);
        plant.Store.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Unknown_fields_are_ignored()
    {
        await using Plant plant = await Plant.StartAsync(servers: 1);
        byte[] later = [.. Whole.ToByteArray(), 0xA2, 0x06, 3, 1, 2, 3, 0xA8, 0x06, 7]; // fields 100 and 101 of a later version

        byte[] answer = await CallAsync(plant, later);

        V1.AirWellness.Parser.ParseFrom(answer).Coefficient.ShouldBe(0.5);
        plant.Store.Has("s1", 1).ShouldBeTrue();
    }

    [Fact]
    public async Task A_field_of_another_type_counts_as_missing()
    {
        await using Plant plant = await Plant.StartAsync(servers: 1);
        V1.RawMeteoData data = Whole;
        data.ClearTemperature();
        byte[] text = [.. data.ToByteArray(), 0x22, 4, (byte)'w', (byte)'a', (byte)'r', (byte)'m']; // field 4 as a text

        RpcException refused = await Should.ThrowAsync<RpcException>(() => CallAsync(plant, text));

        (refused.StatusCode, refused.Status.Detail).ShouldBe((StatusCode.InvalidArgument, "temperature is missing: a reading without it says nothing"));
    }

    [Fact]
    public async Task Bytes_that_are_no_message_end_the_call_and_hurt_nobody_else()
    {
        await using Plant plant = await Plant.StartAsync(servers: 1);

        RpcException refused = await Should.ThrowAsync<RpcException>(() => CallAsync(plant, [0x0A, 0xFF, 0xFF]));

        refused.StatusCode.ShouldBe(StatusCode.Unknown); // What the library makes of it, before any service is called.
        (await plant.Sink(streams: false).SendAsync([Readings.Air("s1", 1)], Cancel)).Taken.ShouldBe(1);
    }

    [Fact]
    public async Task A_message_beyond_the_limit_is_refused_without_a_time_to_wait_and_hurts_nobody_else()
    {
        await using Plant plant = await Plant.StartAsync(servers: 1);
        using GrpcChannel channel = GrpcChannel.ForAddress(plant.Balancers[0].Address);
        V1.RawMeteoData data = Whole;
        data.Place = new string('p', 2 << 20);

        RpcException refused = await Should.ThrowAsync<RpcException>(async () => await new V1.Balancer.BalancerClient(channel).process_meteo_dataAsync(data, cancellationToken: Cancel));

        (refused.StatusCode, refused.Trailers.GetValue("grpc-retry-pushback-ms")).ShouldBe((StatusCode.ResourceExhausted, null));
        (await plant.Sink(streams: false).SendAsync([Readings.Air("s1", 1)], Cancel)).Taken.ShouldBe(1);
    }

    [Fact]
    public async Task A_batch_beyond_the_limit_is_refused_and_one_without_values_is_refused_by_reading()
    {
        await using Plant plant = await Plant.StartAsync(servers: 1, new BalancerOptions { HeartbeatMs = 3_000, MostReadingsOfBatch = 2 });
        using GrpcChannel channel = GrpcChannel.ForAddress(plant.Balancers[0].Address);
        using AsyncDuplexStreamingCall<V1.ReadingBatch, V1.BatchResult> stream = new V1.Balancer.BalancerClient(channel).stream_readings(cancellationToken: Cancel);

        var large = new V1.ReadingBatch { Sequence = 7, Id = "s1", Measurements = { new V1.Measurement(), new V1.Measurement(), new V1.Measurement() } };
        await stream.RequestStream.WriteAsync(large, Cancel);
        (await stream.ResponseStream.MoveNext(Cancel)).ShouldBeTrue();
        stream.ResponseStream.Current.ShouldBe(new V1.BatchResult
        {
            Sequence = 7,
            Failed = new V1.BatchFailed { Code = (int)StatusCode.InvalidArgument, Reason = "the batch has 3 readings and may have 2: it is worked on as a whole" },
        });

        await stream.RequestStream.WriteAsync(new V1.ReadingBatch { Sequence = 8, Id = "s1", Measurements = { new V1.Measurement { Number = 5 } } }, Cancel);
        (await stream.ResponseStream.MoveNext(Cancel)).ShouldBeTrue();
        stream.ResponseStream.Current.Taken.Refused.ShouldHaveSingleItem().ShouldBe(
            new V1.ReadingRefused { Index = 0, Number = 5, Reason = "the measurement has no value: it must have one of air, pollution and wind" });
    }

    private static async Task<byte[]> CallAsync(Plant plant, byte[] request)
    {
        using GrpcChannel channel = GrpcChannel.ForAddress(plant.Balancers[0].Address);
        using AsyncUnaryCall<byte[]> call = channel.CreateCallInvoker().AsyncUnaryCall(s_meteo, null, new CallOptions(cancellationToken: Cancel), request);
        return await call.ResponseAsync;
    }
}
