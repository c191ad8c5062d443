using System.Diagnostics;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Vicinity.Weather.Grpc;

/// <summary>The calls of balancers, and of whoever calls a compute server directly.</summary>
internal sealed partial class ComputeServerService(GrpcServerOptions options, ReadingHandler handler, ILogger log, TimeProvider time) : V1.ComputeServer.ComputeServerBase
{
    private int _inHand;
    private double _meanMs = 20;

    public override async Task<V1.AirWellness> process_meteo_data(V1.RawMeteoData request, ServerCallContext context)
    {
        if (ReadingMessages.Read(request, Now, out Reading reading) is { } wrong) throw Statuses.Refused(wrong);
        return new V1.AirWellness { Coefficient = await ValueOfAsync(reading, context).ConfigureAwait(false) };
    }

    public override async Task<V1.PollutionLevel> process_pollution_data(V1.RawPollutionData request, ServerCallContext context)
    {
        if (ReadingMessages.Read(request, Now, out Reading reading) is { } wrong) throw Statuses.Refused(wrong);
        return new V1.PollutionLevel { Coefficient = await ValueOfAsync(reading, context).ConfigureAwait(false) };
    }

    public override async Task<V1.WindStored> process_wind_data(V1.RawWindData request, ServerCallContext context)
    {
        if (ReadingMessages.Read(request, Now, out Reading reading) is { } wrong) throw Statuses.Refused(wrong);
        await HandleAsync([reading], context).ConfigureAwait(false);
        return new V1.WindStored();
    }

    public override async Task<V1.BatchTaken> process_readings(V1.ReadingBatch request, ServerCallContext context)
    {
        if (request.Measurements.Count > options.MostReadingsOfBatch)
            throw Statuses.Refused($"the batch has {request.Measurements.Count} readings and may have {options.MostReadingsOfBatch}: it is worked on as a whole");
        var taken = new V1.BatchTaken();
        var readings = new List<Reading>(request.Measurements.Count);
        long now = Now;
        for (int i = 0; i < request.Measurements.Count; i++)
        {
            V1.Measurement measurement = request.Measurements[i];
            if (ReadingMessages.Read(request.Id, request.Place, measurement, now, out Reading reading) is { } wrong)
                taken.Refused.Add(new V1.ReadingRefused { Index = i, Number = measurement.Number, Reason = wrong });
            else readings.Add(reading);
        }
        if (readings.Count > 0) await HandleAsync(readings, context).ConfigureAwait(false);
        return taken;
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task<double> ValueOfAsync(Reading reading, ServerCallContext context) => (await HandleAsync([reading], context).ConfigureAwait(false))[0].Value ?? 0;

    private async Task<IReadOnlyList<Coefficient>> HandleAsync(List<Reading> readings, ServerCallContext context)
    {
        if (Interlocked.Increment(ref _inHand) > options.Concurrency)
        {
            Interlocked.Decrement(ref _inHand);
            throw Statuses.Overloaded($"{options.Concurrency} calls are in hand, and no more may be", TimeSpan.FromMilliseconds(Math.Clamp(Volatile.Read(ref _meanMs), 20, 5_000)));
        }
        long began = Stopwatch.GetTimestamp();
        try
        {
            return await handler(readings, context.CancellationToken).ConfigureAwait(false);
        }
        catch (TransportException away)
        {
            throw Statuses.Unavailable(away.Message);
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Cancelled, "the caller has gone, or its deadline has passed"));
        }
        catch (Exception e) when (e is not RpcException)
        {
            LogFailed(e, readings[0].Sensor, readings[0].Number);
            throw new RpcException(new Status(StatusCode.Internal, "the server failed; its log says how"));
        }
        finally
        {
            Volatile.Write(ref _meanMs, _meanMs + (Stopwatch.GetElapsedTime(began).TotalMilliseconds - _meanMs) * 0.05);
            Interlocked.Decrement(ref _inHand);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Readings from {Sensor} {Number} on could not be worked on")]
    private partial void LogFailed(Exception e, string sensor, long number);
}
