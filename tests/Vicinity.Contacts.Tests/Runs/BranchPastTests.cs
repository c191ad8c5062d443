namespace Vicinity.Contacts.Tests;

public sealed class BranchPastTests
{
    private static Run Of(int people, int field) => new() { Name = "a", Plan = new RunPlan { People = people, Parameters = new SimulationParameters { FieldWidth = field, FieldHeight = field, Lifetime = 0 } } };

    [Theory]
    [InlineData(ReportForm.Json)]
    [InlineData(ReportForm.Compact)]
    public void The_measured_past_has_the_bytes_that_its_reports_have(ReportForm form)
    {
        Run run = Of(40, 20);
        Crowd crowd = run.Plan.Begin();
        ICrowdWriter writer = form == ReportForm.Compact ? new CrowdFrames("a", crowd) : new CrowdReports("a", crowd);
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        for (int tick = 1; tick <= 30; tick++)
        {
            crowd.Step();
            writer.Look(tick * 1000);
            while (writer.TryWrite(output, out _, out _))
            {
            }
        }
        BranchPast.Measure(run, form, 30, TestContext.Current.CancellationToken).ShouldBe(output.WrittenCount);
    }

    [Fact]
    public void A_small_crowd_that_stands_close_together_is_refused_by_the_bytes_of_its_contacts()
    {
        RunLimitException refused = Should.Throw<RunLimitException>(() => BranchPast.Measure(Of(200, 2), ReportForm.Json, 1_000, TestContext.Current.CancellationToken, most: 30_000_000));
        refused.Message.ShouldContain("more than 30000000 bytes of reports by tick ");
    }

    [Theory]
    [InlineData(0, 1_000_001, 1000, "tick is 1000001 and may be 1000000")]
    [InlineData(0, 500_000, 3_600_000, "500000 ticks of 3600000 ms")]
    [InlineData(1_000, 2_001, 10, "2001000 reports (people times ticks), more than 2000000")]
    [InlineData(0, int.MaxValue, int.MaxValue, "tick is 2147483647")]
    public void Extreme_ticks_are_refused_before_anything_is_computed(int people, int ticks, int tickMs, string reason) =>
        Should.Throw<RunLimitException>(() => BranchPast.Check(Of(people, 100) with { TickMs = tickMs }, ticks, 14L * 24 * 3600 * 1000)).Message.ShouldContain(reason);

    [Fact]
    public void A_small_crowd_writes_JSON_unless_it_stands_close_together()
    {
        var options = new ContactsOptions();
        options.FormOf(Of(300, 100).Plan).ShouldBe(ReportForm.Json);
        options.FormOf(Of(2_000, 300).Plan).ShouldBe(ReportForm.Json);
        options.FormOf(Of(2_001, 300).Plan).ShouldBe(ReportForm.Compact);
        options.FormOf(Of(300, 10).Plan).ShouldBe(ReportForm.Compact);
        (options with { CrowdForm = ReportForm.Json }).FormOf(Of(300, 10).Plan).ShouldBe(ReportForm.Json);
    }
}
