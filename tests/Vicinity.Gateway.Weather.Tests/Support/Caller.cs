using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Vicinity.Gateway.Weather.Tests;

/// <summary>A program that calls the API with the operator's key.</summary>
internal sealed class Caller(RunningGateway gateway)
{
    /// <summary>Body of the last answer.</summary>
    public string Last { get; private set; } = "";

    /// <summary>Sends a request; a body is sent as JSON.</summary>
    public async Task<HttpStatusCode> SendAsync(string method, string path, string body = "")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {RunningGateway.Key}");
        if (body.Length > 0) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Last = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    /// <summary>Reads JSON; the answer has to be OK.</summary>
    public async Task<JsonNode> GetAsync(string path)
    {
        (await SendAsync("GET", path)).ShouldBe(HttpStatusCode.OK, $"{path}: {Last}");
        return JsonNode.Parse(Last)!;
    }
}
