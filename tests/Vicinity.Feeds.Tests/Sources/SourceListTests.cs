namespace Vicinity.Feeds.Tests;

public sealed class SourceListTests
{
    private readonly TideSources _sources = new();

    [Fact]
    public void Sources_are_told_in_the_order_in_which_they_came()
    {
        _sources.Add(new Gauge("first", true));
        _sources.Add(new Gauge("second", false));
        _sources.Statuses.Select(s => s.Name).ShouldBe(["first", "second"]);
    }

    [Fact]
    public void The_oldest_source_that_has_ended_makes_room()
    {
        for (int i = 0; i < SourceList.MaxSources; i++) _sources.Add(new Gauge($"gauge {i}", i is not 7 and not 9));
        _sources.Add(new Gauge("late", true));
        _sources.Statuses.Count.ShouldBe(SourceList.MaxSources);
        _sources.Statuses.Select(s => s.Name).ShouldNotContain("gauge 7");
        _sources.Statuses.Select(s => s.Name).ShouldContain("gauge 9");
    }

    [Fact]
    public void When_all_go_on_the_oldest_makes_room()
    {
        for (int i = 0; i <= SourceList.MaxSources; i++) _sources.Add(new Gauge($"gauge {i}", true));
        _sources.Statuses[0].Name.ShouldBe("gauge 1");
        _sources.Statuses.Count.ShouldBe(SourceList.MaxSources);
    }

    private sealed class Gauge(string name, bool running) : IEventSource
    {
        public SourceStatus Status => new(name, "gauge", 0, 0, running, null);
    }
}
