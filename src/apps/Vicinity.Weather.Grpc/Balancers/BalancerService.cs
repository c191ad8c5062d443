using Grpc.Core;

namespace Vicinity.Weather.Grpc;

/// <summary>The calls of sensors.</summary>
internal sealed class BalancerService(BalancerOptions options, Forwarder forwarder, CancellationToken stopping) : V1.Balancer.BalancerBase
{
    private int _streams;

    public int Streams => Volatile.Read(ref _streams);

    public override Task<V1.AirWellness> process_meteo_data(V1.RawMeteoData request, ServerCallContext context) =>
        forwarder.CallAsync(request.Id, 1, context.Deadline, request, static (server, data, limit) => server.process_meteo_dataAsync(data, limit), context.CancellationToken);

    public override Task<V1.PollutionLevel> process_pollution_data(V1.RawPollutionData request, ServerCallContext context) =>
        forwarder.CallAsync(request.Id, 1, context.Deadline, request, static (server, data, limit) => server.process_pollution_dataAsync(data, limit), context.CancellationToken);

    public override Task<V1.WindStored> process_wind_data(V1.RawWindData request, ServerCallContext context) =>
        forwarder.CallAsync(request.Id, 1, context.Deadline, request, static (server, data, limit) => server.process_wind_dataAsync(data, limit), context.CancellationToken);

    public override async Task stream_readings(IAsyncStreamReader<V1.ReadingBatch> requestStream, IServerStreamWriter<V1.BatchResult> responseStream, ServerCallContext context)
    {
        if (Interlocked.Increment(ref _streams) > options.MostStreams)
        {
            Interlocked.Decrement(ref _streams);
            throw Statuses.Overloaded($"{options.MostStreams} streams are open, and no more may be: each takes memory", TimeSpan.FromSeconds(1));
        }
        try
        {
            await new BatchStream(options, forwarder, responseStream, context, stopping).RunAsync(requestStream).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _streams);
        }
    }
}
