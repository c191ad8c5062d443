using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vicinity.Gateway;

namespace Vicinity.Cli;

/// <summary>Stands for an application that could not be put together, so that it is shown as down with the reason.</summary>
internal sealed class DownPart(string name, Exception fault) : IGatewayPart
{
    public string Name => name;

    public void AddServices(IServiceCollection services) => ExceptionDispatchInfo.Throw(fault);

    public void Map(IEndpointRouteBuilder endpoints)
    {
    }
}
