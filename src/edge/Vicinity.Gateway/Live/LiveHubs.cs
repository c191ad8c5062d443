using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Vicinity.Gateway;

/// <summary>Adds live hubs to the gateway.</summary>
public static class LiveHubs
{
    /// <summary>Adds an application's readers and what pushes to them.</summary>
    /// <typeparam name="TReader">What the application knows of a reader.</typeparam>
    /// <typeparam name="TPush">Pushes to the readers.</typeparam>
    /// <param name="services">The services of the gateway.</param>
    /// <param name="mostReaders">Most readers at a time.</param>
    public static void AddLive<TReader, TPush>(this IServiceCollection services, int mostReaders)
        where TReader : class
        where TPush : LivePush<TReader>
    {
        services.AddSingleton(new LiveReaders<TReader>(mostReaders));
        services.AddHostedService<TPush>();
    }

    /// <summary>Maps a live hub. No hub is without a rule of who may read.</summary>
    /// <typeparam name="THub">The hub.</typeparam>
    /// <typeparam name="TRule">Who may read; a service.</typeparam>
    public static void MapLiveHub<THub, TRule>(this IEndpointRouteBuilder endpoints, string path)
        where THub : Hub
        where TRule : class, IAccessRule => endpoints.MapHub<THub>(path).RequireAccess<TRule>();
}
