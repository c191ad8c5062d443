using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Vicinity.Gateway;

/// <summary>What the gateway's endpoints take, whatever applications stand behind it.</summary>
internal static class GatewayServices
{
    public static void AddGateway(this IServiceCollection services, OperatorAccess access, EngineStatus engine, IReadOnlyList<Application> applications)
    {
        services.AddSingleton(access);
        services.AddSingleton<OperatorRule>();
        services.AddSingleton(engine);
        services.AddSingleton(new ReadinessCheck("log", engine.Problem));
        services.AddSingleton(applications);
        services.AddSingleton<Readiness>();
        services.AddSingleton<KnownEndpoints>();
        services.AddSingleton<MetricsCollector>();
        services.AddSingleton(TimeProvider.System);
        // A fault of one application is logged; it ends neither the others nor the log in the same process.
        services.Configure<HostOptions>(options => options.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore);
        // A body that cannot be read is an exception here, so that the answer can say why.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddProblemDetails(options => options.CustomizeProblemDetails = Explain);
        services.ConfigureHttpJsonOptions(options => Configure(options.SerializerOptions));
        services.AddSignalR(options =>
            {
                options.MaximumReceiveMessageSize = 32 * 1024;
                options.MaximumParallelInvocationsPerClient = 1;
                options.StreamBufferCapacity = 10;
            })
            .AddJsonProtocol(options => Configure(options.PayloadSerializerOptions));
        services.AddOpenApi("v1", GatewayDescription.Configure);
        services.AddResponseCompression(options =>
        {
            options.Providers.Add<GzipCompressionProvider>();
            options.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "application/geo+json", "application/problem+json", "image/svg+xml"];
        });
    }

    private static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.MaxDepth = 32;
    }

    /// <summary>A request that could not be read says why; an error of the program says nothing of its inside.</summary>
    private static void Explain(ProblemDetailsContext context)
    {
        context.ProblemDetails.Extensions.Remove("exception");
        Exception? error = context.Exception ?? context.HttpContext.Features.Get<IExceptionHandlerFeature>()?.Error;
        if (error is BadHttpRequestException bad)
        {
            context.ProblemDetails.Detail ??= UnreadRequest.WhyNot(bad);
        }
        else
        {
            context.ProblemDetails.Detail ??= Unfit(context.HttpContext, context.ProblemDetails.Status);
        }
    }

    /// <summary>What is taken at the path of a request that fits no endpoint.</summary>
    private static string? Unfit(HttpContext context, int? status)
    {
        HttpRequest request = context.Request;
        return status switch
        {
            StatusCodes.Status404NotFound => $"There is nothing at {request.Path}. /openapi/v1.json lists what there is.",
            StatusCodes.Status405MethodNotAllowed => $"{request.Method} is not taken at {request.Path}, only {context.Response.Headers.Allow}.",
            StatusCodes.Status415UnsupportedMediaType when context.RequestServices.GetRequiredService<KnownEndpoints>().ContentTypesAt(request.Path) is { Length: > 0 } types =>
                $"{(string.IsNullOrEmpty(request.ContentType) ? "A body without Content-Type" : $"A body of Content-Type '{request.ContentType}'")} is not taken at {request.Path}. Send {types}.",
            _ => null,
        };
    }
}
