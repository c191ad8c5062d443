using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Vicinity.Weather.Mqtt;

/// <summary>Adds readings that come by MQTT to a host.</summary>
public static class MqttServices
{
    /// <summary>Adds a server that starts with the host and writes what it takes to the log.</summary>
    public static IServiceCollection AddWeatherMqtt(this IServiceCollection services, MqttSettings settings) =>
        services.AddSingleton<IHostedService>(provider => new MqttInput(settings, provider));

    // A lane that is disposed takes its writer with it, so each has one of its own.
    private sealed class MqttInput(MqttSettings settings, IServiceProvider provider) : IHostedService, IAsyncDisposable
    {
        private readonly MqttReadingServer _server = new(
            settings,
            () => new ReadingWriter(provider.GetRequiredService<WeatherOptions>(), provider.GetRequiredService<ILogger<ReadingWriter>>()),
            TimeProvider.System,
            provider.GetRequiredService<ILogger<MqttReadingServer>>());

        public Task StartAsync(CancellationToken cancellationToken) => _server.StartAsync();

        public async Task StopAsync(CancellationToken cancellationToken) => await DisposeAsync().ConfigureAwait(false);

        public ValueTask DisposeAsync() => _server.DisposeAsync();
    }
}
