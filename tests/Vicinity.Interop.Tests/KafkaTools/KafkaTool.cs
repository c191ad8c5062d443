namespace Vicinity.Interop.Tests;

/// <summary>Kafka's own command-line tools (4.2), each by the name of its script, run against the broker under test.</summary>
internal sealed class KafkaTool(BrokerUnderTest broker, JavaHost java)
{
    public Task<ProgramResult> TopicsAsync(params string[] arguments) => RunAsync("org.apache.kafka.tools.TopicCommand", "", arguments);

    public Task<ProgramResult> ConfigsAsync(params string[] arguments) => RunAsync("kafka.admin.ConfigCommand", "", arguments);

    public Task<ProgramResult> GroupsAsync(params string[] arguments) => RunAsync("org.apache.kafka.tools.consumer.group.ConsumerGroupCommand", "", arguments);

    public Task<ProgramResult> OffsetsAsync(params string[] arguments) => RunAsync("org.apache.kafka.tools.GetOffsetShell", "", arguments);

    public Task<ProgramResult> ConsumeAsync(params string[] arguments) => RunAsync("org.apache.kafka.tools.consumer.ConsoleConsumer", "", arguments);

    public Task<ProgramResult> LogDirsAsync(params string[] arguments) => RunAsync("org.apache.kafka.tools.LogDirsCommand", "", arguments);

    public Task<ProgramResult> ApiVersionsAsync() => RunAsync("org.apache.kafka.tools.BrokerApiVersionsCommand", "");

    public async Task ProduceAsync(string topic, string input, params string[] arguments) =>
        (await RunAsync("org.apache.kafka.tools.ConsoleProducer", input, ["--topic", topic, .. arguments])).ShouldHaveSucceeded();

    /// <summary>Deletes records before the given offsets; -1 stands for the end.</summary>
    public async Task<ProgramResult> DeleteRecordsAsync(string topic, params (int Partition, long Offset)[] before)
    {
        string file = Path.GetTempFileName();
        try
        {
            string partitions = string.Join(',', before.Select(b => $$"""{"topic":"{{topic}}","partition":{{b.Partition}},"offset":{{b.Offset}}}"""));
            await File.WriteAllTextAsync(file, $$"""{"version":1,"partitions":[{{partitions}}]}""", TestContext.Current.CancellationToken);
            return await RunAsync("org.apache.kafka.tools.DeleteRecordsCommand", "", "--offset-json-file", file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Tools that take the servers after a subcommand.</summary>
    public Task<ProgramResult> ClusterAsync(string subcommand) =>
        java.RunAsync("org.apache.kafka.tools.ClusterTool", "", [subcommand, "--bootstrap-server", broker.Bootstrap]);

    public Task<ProgramResult> QuorumAsync(params string[] arguments) => RunAsync("org.apache.kafka.tools.MetadataQuorumCommand", "", arguments);

    /// <summary>A long-running tool in a Java machine of its own.</summary>
    public Task<Conversation> StartAsync(string tool, params string[] arguments) =>
        java.StartAsync($"org.apache.kafka.tools.{tool}", ["--bootstrap-server", broker.Bootstrap, .. arguments]);

    private Task<ProgramResult> RunAsync(string type, string input, params string[] arguments) =>
        java.RunAsync(type, input, ["--bootstrap-server", broker.Bootstrap, .. arguments]);
}
