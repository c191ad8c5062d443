using Vicinity.Model;

namespace Vicinity.Model.Tests;

public sealed class LogPositionTests
{
    [Fact]
    public void A_position_of_a_later_epoch_is_larger_whatever_its_offset() =>
        (new LogPosition(2, 0) > new LogPosition(1, 900)).ShouldBeTrue();

    [Fact]
    public void Within_one_epoch_the_offset_decides() =>
        (new LogPosition(3, 5) < new LogPosition(3, 6)).ShouldBeTrue();
}
