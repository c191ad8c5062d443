using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Grpc.Reflection.V1Alpha;
using Microsoft.Extensions.Logging.Abstractions;

namespace Vicinity.Weather.Grpc.Tests;

public sealed class GrpcHostTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_and_reflection_are_there_for_foreign_tools()
    {
        await using Plant plant = await Plant.StartAsync(servers: 0);
        using GrpcChannel channel = GrpcChannel.ForAddress(plant.Balancers[0].Address);

        (await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest(), cancellationToken: Cancel)).Status.ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);
        using AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> reflection = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo(cancellationToken: Cancel);
        await reflection.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" }, Cancel);
        (await reflection.ResponseStream.MoveNext(Cancel)).ShouldBeTrue();

        reflection.ResponseStream.Current.ListServicesResponse.Service.Select(s => s.Name).ShouldBe(
            ["grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection", "vicinity.weather.v1.Balancer", "vicinity.weather.v1.ServerRegistry"], ignoreOrder: true);
    }

    [Fact]
    public async Task With_a_certificate_sensors_and_servers_speak_tls_and_who_does_not_trust_it_does_not_connect()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("vicinity-tls");
        try
        {
            (string certificate, string key) = WriteCertificate(folder.FullName);
            var listen = new GrpcListenOptions { CertificateFile = certificate, KeyFile = key };
            var dial = new GrpcDialOptions { TrustFile = certificate, Tls = true };
            await using Plant plant = await Plant.StartAsync(servers: 1, new BalancerOptions { Listen = listen, Dial = dial, HeartbeatMs = 3_000 }, new GrpcServerOptions { Listen = listen, Dial = dial });
            plant.Balancers[0].Address.ShouldStartWith("https://127.0.0.1:");

            (await plant.Sink(streams: true, new GrpcSensorOptions { Dial = dial }).SendAsync([Readings.Air("s1", 1)], Cancel)).Taken.ShouldBe(1);
            (await Should.ThrowAsync<TransportException>(() => plant.Sink(streams: false).SendAsync([Readings.Air("s1", 2)], Cancel))).Message.ShouldContain("The SSL connection could not be established");
            plant.Store.Count.ShouldBe(1);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_port_that_is_taken_is_an_error_that_names_it()
    {
        await using Plant plant = await Plant.StartAsync(servers: 0);
        string taken = new Uri(plant.Balancers[0].Address).Authority;

        (await Should.ThrowAsync<IOException>(() => GrpcBalancer.StartAsync(new BalancerOptions { Listen = new GrpcListenOptions { Listen = taken } }, NullLoggerFactory.Instance, cancel: Cancel)))
            .Message.ShouldContain(taken);
    }

    private static (string Certificate, string Key) WriteCertificate(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        (string certificate, string file) = (Path.Combine(folder, "certificate.pem"), Path.Combine(folder, "key.pem"));
        File.WriteAllText(certificate, made.ExportCertificatePem());
        File.WriteAllText(file, key.ExportPkcs8PrivateKeyPem());
        return (certificate, file);
    }
}
