using Vicinity.Traffic;

namespace Vicinity.Traffic.Tests;

public sealed class CalendarTimeTests
{
    [Theory]
    [InlineData("2026-08-29T10:40:00Z", 0)]
    [InlineData("2026-08-29T10:40:00", 0)]
    [InlineData("2026-08-29 10:40:00", 0)]
    [InlineData("2026/08/29 10:40:00", 0)]
    [InlineData("2026-08-29T10:40Z", 0)]
    [InlineData("2026-08-29T12:40:00+02:00", 0)]
    [InlineData("2026-08-29T12:40:00+0200", 0)]
    [InlineData("2026-08-29T12:40:00+02", 0)]
    [InlineData("2026-08-29 10:40:00 UTC", 0)]
    [InlineData("2026-08-29 10:40:00 utc", 0)]
    [InlineData("2026-08-29T10:40:00 GMT", 0)]
    [InlineData("2026-08-29T10:40:00.250Z", 250)]
    [InlineData("2026-08-29T10:40:00,250Z", 250)]
    [InlineData("2026-08-29T10:40:00.250000000Z", 250)]
    [InlineData("20260829T104000Z", 0)]
    [InlineData("20260829T104000", 0)]
    [InlineData("20260829T124000+0200", 0)]
    [InlineData("20260829T104000.25Z", 250)]
    [InlineData("20260829 104000 UTC", 0)]
    [InlineData("20260829104000", 0)]
    public void Times_are_read_as_files_and_devices_write_them(string text, long after)
    {
        CalendarTime.TryParse(text, out long milliseconds).ShouldBeTrue(text);
        milliseconds.ShouldBe(Traces.Time + after);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("29.08.2026 10:40")]
    [InlineData("08/29/2026 10:40")]
    [InlineData("2026-13-29T10:40:00Z")]
    [InlineData("20261329T104000Z")]
    [InlineData("2026-08-29T10:40:00Z and so on and so on and so on and so on and so on")]
    public void What_is_no_time_or_has_no_certain_order_is_refused(string text) => CalendarTime.TryParse(text, out _).ShouldBeFalse(text);
}
