using Microsoft.Extensions.Time.Testing;
using Vicinity.Contacts;

namespace Vicinity.Gateway.Contacts.Tests;

/// <summary>How a run stands, of each kind.</summary>
public sealed class RunAnswersTests
{
    private const long Start = 1_800_000_000_000;

    private readonly ContactsOptions _options = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(Start));
    private readonly RunList _runs = new();
    private readonly SimulationList _simulations;

    public RunAnswersTests() => _simulations = new SimulationList(_options, _runs, _time);

    [Theory]
    [InlineData(null)]
    [InlineData(RunKind.Devices)]
    [InlineData(RunKind.Recorded)]
    [InlineData(RunKind.Crowd)]
    public void A_run_goes_on_while_its_people_report_whatever_they_are(RunKind? kind)
    {
        if (kind is { } known) Tell(known, RunState.Running);
        Report(Start);
        State().ShouldBe("running");
        _time.Advance(TimeSpan.FromMilliseconds(_options.LostAfterMs));
        State().ShouldBe("running");
    }

    [Theory]
    [InlineData(null, "ended")]
    [InlineData(RunKind.Devices, "ended")]
    [InlineData(RunKind.Recorded, "stopped")]
    [InlineData(RunKind.Crowd, "stopped")]
    public void A_run_that_is_silent_is_over(RunKind? kind, string state)
    {
        if (kind is { } known) Tell(known, RunState.Running);
        Report(Start);
        _time.Advance(TimeSpan.FromMilliseconds(_options.LostAfterMs + 1));
        State().ShouldBe(state);
    }

    [Theory]
    [InlineData(RunKind.Devices)]
    [InlineData(RunKind.Recorded)]
    [InlineData(RunKind.Crowd)]
    public void A_run_whose_end_is_told_has_ended_at_once(RunKind kind)
    {
        Report(Start);
        Tell(kind, RunState.Ended);
        State().ShouldBe("ended");
    }

    [Fact]
    public void Devices_that_come_after_the_end_of_others_go_on()
    {
        Report(Start);
        Tell(RunKind.Devices, RunState.Ended);
        Report(Start + 1);
        State().ShouldBe("running");
    }

    [Theory]
    [InlineData(RunKind.Recorded)]
    [InlineData(RunKind.Crowd)]
    public void People_who_report_seldom_are_not_taken_for_silent_between_two_ticks(RunKind kind)
    {
        Tell(kind, RunState.Running, tickMs: 20_000);
        Report(Start);
        _time.Advance(TimeSpan.FromSeconds(60));
        State().ShouldBe("running");
        _time.Advance(TimeSpan.FromMilliseconds(1));
        State().ShouldBe("stopped");
    }

    private string State() => new RunAnswers(_simulations, _runs, _options, _time).All().ShouldHaveSingleItem().State;

    private void Tell(RunKind kind, RunState state, int tickMs = 1000) => _runs.Take(new Run { Name = "people", Kind = kind, State = state, Changed = Start, Began = Start, TickMs = tickMs });

    private void Report(long time) => _simulations.Take(new PersonMessage { Person = new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), X = 1, Y = 2, Time = time, Simulation = "people", Tick = (int)((time - Start) / 1000) + 1 });
}
