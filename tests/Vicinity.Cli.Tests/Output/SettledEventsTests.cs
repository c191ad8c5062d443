using System.Globalization;
using Vicinity.ClusterWatch;
using Vicinity.Model;

namespace Vicinity.Cli.Tests;

public sealed class SettledEventsTests
{
    private static readonly DateTimeOffset s_began = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_000);

    private readonly SettledEvents _events = new(s_began);

    [Fact]
    public void An_entry_to_which_news_are_added_is_one_line_when_no_more_come()
    {
        _events.Take([Entry(1, 1, "node 3 lost")], At(1.2));
        _events.Due(At(1.2)).ShouldBeEmpty();
        _events.Take([Entry(1, 1, "node 3 lost; 4 partitions elected leaders")], At(1.8));
        _events.Due(At(2.0)).ShouldBeEmpty();

        _events.Due(At(2.6)).ShouldBe([$"{Clock(1)} node 3 lost; 4 partitions elected leaders"]);
        _events.Due(At(9)).ShouldBeEmpty();
    }

    [Fact]
    public void Lines_come_in_the_order_of_their_times_and_wait_for_an_earlier_one()
    {
        _events.Take([Entry(1, 5, "later")], At(5));
        _events.Take([Entry(2, 4, "earlier")], At(5.5));

        _events.Due(At(5.9)).ShouldBeEmpty("the earlier one may change yet");
        _events.Due(At(6.3)).ShouldBe([$"{Clock(4)} earlier", $"{Clock(5)} later"]);
    }

    [Fact]
    public void An_entry_that_never_rests_is_written_all_the_same_and_holds_up_the_others_no_longer()
    {
        for (int i = 0; i <= 8; i++) _events.Take([Entry(1, 1, $"{i} partitions elected leaders")], At(1 + i * 0.5));
        _events.Take([Entry(2, 2, "node 4 lost")], At(2));

        _events.Due(At(5)).ShouldBe([$"{Clock(1)} 8 partitions elected leaders", $"{Clock(2)} node 4 lost"]);
    }

    [Fact]
    public void News_of_a_written_entry_and_what_is_heard_of_late_are_lines_of_the_present()
    {
        _events.Take([Entry(1, 5, "node 3 lost")], At(5));
        _events.Due(At(6)).ShouldHaveSingleItem();

        _events.Take([Entry(1, 5, "node 3 lost; 0 records lost"), Entry(2, 2, "node 7 started")], At(8));
        _events.Due(At(9)).ShouldBe([$"{Clock(9)} of {Clock(2)}: node 7 started", $"{Clock(9)} of {Clock(5)}: node 3 lost; 0 records lost"]);
        _events.Take([Entry(1, 5, "node 3 lost; 0 records lost")], At(10));
        _events.Due(At(20)).ShouldBeEmpty("it says nothing new");
    }

    [Fact]
    public void What_moved_to_another_entry_and_what_was_before_the_beginning_is_left_out()
    {
        _events.Take([Entry(1, 1, "t-0 elected node 2"), Entry(3, -1, "long ago")], At(1));
        _events.Take([Entry(1, 1, "") with { IsGone = true }, Entry(2, 1, "node 1 lost; t-0 elected node 2")], At(1.1));

        _events.Due(At(4)).ShouldBe([$"{Clock(1)} node 1 lost; t-0 elected node 2"]);
    }

    private static DateTimeOffset At(double seconds) => s_began.AddSeconds(seconds);

    private static string Clock(double seconds) => At(seconds).ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static TimelineEntry Entry(long id, double at, string text) => new()
    {
        Id = id,
        Change = 0,
        Time = At(at).ToUnixTimeMilliseconds(),
        Kind = ClusterEventKind.NodeLost,
        Severity = Severity.Info,
        Text = text,
    };
}
