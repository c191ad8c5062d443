using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Vicinity.Gateway.Tests;

public sealed class OtlpExportTests
{
    [Fact]
    public async Task Traces_and_metrics_reach_a_collector()
    {
        await using var collector = new Collector();
        await using (RunningGateway gateway = await RunningGateway.StartAsync(o => o with { OtlpEndpoint = collector.Address }))
        {
            (await gateway.GetAsync("/api/status")).StatusCode.ShouldBe(HttpStatusCode.OK);
            // Stopping sends what has not been sent yet.
            await gateway.Host.StopAsync(TestContext.Current.CancellationToken);
        }

        collector.Bodies.Keys.ShouldBe(["/v1/metrics", "/v1/traces"], ignoreOrder: true);
        collector.Bodies["/v1/traces"].ShouldContain("GET /api/status");
        collector.Bodies["/v1/traces"].ShouldContain("http.response.status_code");
        collector.Bodies["/v1/metrics"].ShouldContain("http.server.request.duration");
    }

    [Fact]
    public async Task What_was_measured_last_is_asked_of_the_applications_before_they_are_gone()
    {
        await using var collector = new Collector();
        var part = new MeasuredPart();
        await using (RunningGateway gateway = await RunningGateway.StartAsync(o => o with { OtlpEndpoint = collector.Address }, part: part))
            await gateway.Host.StopAsync(TestContext.Current.CancellationToken);

        part.Measured!.IsGone.ShouldBeTrue();
        part.Measured.AskedWhileThere.ShouldBeGreaterThan(0);
        part.Measured.AskedWhenGone.ShouldBe(0);
        collector.Bodies["/v1/metrics"].ShouldContain("vicinity.test.measured");
    }

    private sealed class MeasuredPart : IGatewayPart
    {
        public string Name => "measured";

        public Measured? Measured { get; private set; }

        public void AddServices(IServiceCollection services) => services.AddSingleton<Measured>();

        public void Map(IEndpointRouteBuilder endpoints) => Measured = endpoints.ServiceProvider.GetRequiredService<Measured>();
    }

    /// <summary>A view that is gone once it is disposed; its meter, as a careless one, is not disposed with it.</summary>
    private sealed class Measured : IDisposable
    {
        private readonly Meter _meter = new("Vicinity.Test.Measured");

        public Measured() => _meter.CreateObservableGauge("vicinity.test.measured", () => IsGone ? ++AskedWhenGone : ++AskedWhileThere);

        public bool IsGone { get; private set; }

        public int AskedWhileThere { get; private set; }

        public int AskedWhenGone { get; private set; }

        public void Dispose() => IsGone = true;
    }

    /// <summary>Takes whatever is posted to it.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly Task _serving;

        public Collector()
        {
            using (var socket = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
            {
                socket.Start();
                Address = $"http://127.0.0.1:{((IPEndPoint)socket.LocalEndpoint).Port}";
            }

            _listener.Prefixes.Add(Address + "/");
            _listener.Start();
            _serving = ServeAsync();
        }

        public string Address { get; }

        public ConcurrentDictionary<string, string> Bodies { get; } = new();

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _serving;
        }

        private async Task ServeAsync()
        {
            while (_listener.IsListening)
            {
                HttpListenerContext context;
                try
                {
                    context = await _listener.GetContextAsync();
                }
                catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }

                using var reader = new StreamReader(context.Request.InputStream, Encoding.Latin1);
                string body = await reader.ReadToEndAsync();
                Bodies.AddOrUpdate(context.Request.Url!.AbsolutePath, body, (_, before) => before + body);
                context.Response.Close();
            }
        }
    }
}
