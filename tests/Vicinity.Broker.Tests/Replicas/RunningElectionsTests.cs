namespace Vicinity.Broker.Tests;

public sealed class RunningElectionsTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void No_further_one_should_begin_while_as_many_run_as_may()
    {
        var elections = new RunningElections(most: 2);
        elections.Begun();
        elections.IsCrowded.ShouldBeFalse();
        elections.WaitForRoom(TimeSpan.Zero).ShouldBeTrue();
        elections.Begun();

        elections.IsCrowded.ShouldBeTrue();
        elections.WaitForRoom(TimeSpan.FromMilliseconds(1)).ShouldBeFalse();

        elections.Ended();
        elections.WaitForRoom(TimeSpan.Zero).ShouldBeTrue();
    }

    [Fact]
    public async Task Who_waits_goes_on_when_another_one_has_ended()
    {
        var elections = new RunningElections(most: 1);
        elections.Begun();
        Task<bool> waiting = Task.Run(() => elections.WaitForRoom(s_patience), TestContext.Current.CancellationToken);

        elections.Ended();

        (await waiting).ShouldBeTrue();
    }
}
