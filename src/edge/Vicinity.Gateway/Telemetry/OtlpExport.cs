using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Vicinity.Gateway;

/// <summary>Sends traces and metrics to a collector by OTLP over HTTP, until disposed.</summary>
internal sealed class OtlpExport : IDisposable
{
    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;

    /// <param name="endpoint">Address of the collector; the paths of the two signals are added to it.</param>
    public OtlpExport(Uri endpoint)
    {
        string root = endpoint.AbsoluteUri.TrimEnd('/');
        ResourceBuilder resource = ResourceBuilder.CreateDefault().AddService("vicinity");
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource("Microsoft.AspNetCore", "Vicinity.*")
            .AddOtlpExporter(o => Send(o, root + "/v1/traces"))
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Vicinity.*")
            .AddOtlpExporter(o => Send(o, root + "/v1/metrics"))
            .Build();
    }

    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
    }

    private static void Send(OtlpExporterOptions options, string address)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri(address);
    }
}
