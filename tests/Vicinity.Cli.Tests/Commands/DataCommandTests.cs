namespace Vicinity.Cli.Tests;

public sealed class DataCommandTests(NodeProcess node) : IClassFixture<NodeProcess>
{
    [Theory]
    [InlineData("check")]
    [InlineData("repair")]
    public async Task The_folder_of_a_running_node_is_left_alone_and_the_advice_is_to_stop_the_node(string command)
    {
        Program.Outcome refused = await Program.RunAsync("data", command, "--data", node.Folder);

        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain($"the data folder '{node.Folder}' is in use by a running node");
        refused.Errors.ShouldContain("stop the node, then do this again");
        refused.Errors.ShouldNotContain("--data");
    }
}
