using System.Buffers;
using System.Text;

namespace Vicinity.Weather.Tests;

public sealed class WindowJsonTests
{
    private static readonly Window s_full = new(Quantity.WindDirection, WindowScope.Place, "Köln", 1_000, 2_000, 3, 7, 1.0 / 3, 0.1, null, null, 1_999);
    private static readonly Window s_empty = new(Quantity.Co2, WindowScope.All, "", 2_000, 3_000, 0, 0, null, null, null, null, null);

    [Fact]
    public void Windows_survive_JSON()
    {
        var output = new ArrayBufferWriter<byte>();
        WindowJson.Write(output, [s_full, s_empty]);
        WindowJson.ReadAll(output.WrittenSpan).ShouldBe([s_full, s_empty]);
        Encoding.UTF8.GetString(output.WrittenSpan).ShouldContain("""{"quantity":"co2","scope":"all","name":"","start":2000,"end":3000,"revision":0,"count":0,"mean":null""");
    }

    [Theory]
    [InlineData("", "cannot be read")]
    [InlineData("[null]", "a window is null")]
    [InlineData("""[{"quantity":"co2"}]""", "cannot be read")]
    [InlineData("""[{"quantity":5,"scope":"all","name":"","start":0,"end":1,"revision":0,"count":0,"mean":null,"deviation":null,"minimum":null,"maximum":null,"newest":null}]""", "cannot be read")]
    [InlineData("""[{"quantity":"co2","scope":"all","name":"","start":1,"end":1,"revision":0,"count":0,"mean":null,"deviation":null,"minimum":null,"maximum":null,"newest":null}]""", "it has no length")]
    public void What_are_no_windows_is_refused_with_the_reason(string json, string reason) =>
        Should.Throw<MessageException>(() => WindowJson.ReadAll(Encoding.UTF8.GetBytes(json))).Message.ShouldContain(reason);
}
