namespace Vicinity.Interop.Tests;

/// <summary>Runs kcat against the broker under test.</summary>
internal sealed class KcatProgram(BrokerUnderTest broker)
{
    public Task<ProgramResult> RunAsync(string input, params string[] arguments) =>
        ForeignProgram.RunAsync("kcat", ["-b", broker.Bootstrap, .. arguments], input);

    /// <summary>Everything in a topic from its beginning, in the given format, one record a line.</summary>
    public async Task<string[]> ConsumeAsync(string topic, params string[] arguments) =>
        (await RunAsync("", ["-C", "-t", topic, "-e", "-q", .. arguments])).ShouldHaveSucceeded().Lines;

    public Conversation Start(params string[] arguments) => Conversation.Start("kcat", ["-b", broker.Bootstrap, .. arguments]);
}
