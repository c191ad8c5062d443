using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Vicinity.Gateway.Tests;

public sealed class StatusTests
{
    [Fact]
    public async Task The_status_says_which_log_stands_behind_the_page()
    {
        var engine = new EngineStatus { Kind = () => EngineKind.Vicinity, BootstrapServers = "localhost:9092", KafkaAddress = "localhost:9092", ClusterId = () => "c-1", NodeId = () => 1 };
        await using RunningGateway gateway = await RunningGateway.StartAsync(engine: engine);
        JsonNode status = (await gateway.Client.GetFromJsonAsync<JsonNode>("/api/status", TestContext.Current.CancellationToken))!;
        status["engine"]!.GetValue<string>().ShouldBe("vicinity");
        status["clusterId"]!.GetValue<string>().ShouldBe("c-1");
        status["nodeId"]!.GetValue<int>().ShouldBe(1);
        status["version"]!.GetValue<string>().ShouldBe("0.1.0");
        status["uptimeSeconds"]!.GetValue<double>().ShouldBeGreaterThanOrEqualTo(0);
        status["delayed"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task Addresses_are_shown_to_the_operator_alone()
    {
        var engine = new EngineStatus { Kind = () => EngineKind.Kafka, BootstrapServers = "kafka.example:9092" };
        await using RunningGateway gateway = await RunningGateway.StartAsync(engine: engine);
        string anonymous = await (await gateway.GetAsync("/api/status")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        anonymous.ShouldNotContain("kafka.example");
        string shown = await (await gateway.GetAsync("/api/status", "Cookie", await gateway.OperatorCookieAsync())).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        shown.ShouldContain("kafka.example");
    }
}
