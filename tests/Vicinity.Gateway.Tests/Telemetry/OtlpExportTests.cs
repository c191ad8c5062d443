using System.Collections.Concurrent;
using System.Net;
using System.Text;

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
