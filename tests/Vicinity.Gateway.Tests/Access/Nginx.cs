using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Vicinity.Cli;

namespace Vicinity.Gateway.Tests;

/// <summary>A real nginx with a configuration and a folder of its own, on a free port of loopback.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private const string Program = "/usr/sbin/nginx";
    private readonly Process _process;
    private readonly string _folder;

    private Nginx(Process process, string folder, int port)
    {
        _process = process;
        _folder = folder;
        Client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
    }

    /// <summary>Asks through nginx; keeps no cookies.</summary>
    public HttpClient Client { get; }

    public static void SkipWhereMissing() => Assert.SkipUnless(File.Exists(Program), "needs nginx (Debian: apt-get install nginx-light)");

    /// <summary>Starts it before a server, with these lines beside <c>proxy_pass</c>.</summary>
    public static async Task<Nginx> BeforeAsync(Uri server, string lines = "")
    {
        string folder = Directory.CreateTempSubdirectory("vicinity-nginx-").FullName;
        int port = FreePort.Next();
        await File.WriteAllTextAsync(Path.Combine(folder, "nginx.conf"), $$"""
            daemon off;
            master_process off;
            pid {{folder}}/pid;
            error_log stderr;
            events { worker_connections 64; }
            http {
              access_log {{folder}}/access.log;
              client_body_temp_path {{folder}}/a; proxy_temp_path {{folder}}/b; fastcgi_temp_path {{folder}}/c; uwsgi_temp_path {{folder}}/d; scgi_temp_path {{folder}}/e;
              map $http_upgrade $connection_upgrade { default upgrade; '' close; }
              server {
                listen 127.0.0.1:{{port}};
                location / {
                  proxy_pass http://127.0.0.1:{{server.Port}};
                  {{lines}}
                }
              }
            }
            """);
        var start = new ProcessStartInfo(Program) { RedirectStandardError = true };
        foreach (string argument in (string[])["-p", folder, "-c", Path.Combine(folder, "nginx.conf"), "-e", "stderr"]) start.ArgumentList.Add(argument);
        var nginx = new Nginx(Process.Start(start)!, folder, port);
        await nginx.ListensAsync(port);
        return nginx;
    }

    /// <summary>What it logged of the requests.</summary>
    public string AccessLog() => File.ReadAllText(Path.Combine(_folder, "access.log"));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task ListensAsync(int port)
    {
        for (int attempt = 0; ; attempt++)
        {
            if (_process.HasExited) throw new InvalidOperationException($"nginx ended: {await _process.StandardError.ReadToEndAsync()}");
            try
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
                return;
            }
            catch (SocketException) when (attempt < 200)
            {
                await Task.Delay(25, TestContext.Current.CancellationToken);
            }
        }
    }
}
