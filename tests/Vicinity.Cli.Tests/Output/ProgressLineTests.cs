using System.Text;
using Microsoft.Extensions.Time.Testing;
using Vicinity.Cli;

namespace Vicinity.Cli.Tests;

public sealed class ProgressLineTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_line_is_written_over_the_one_before_and_leaves_nothing_of_it()
    {
        var output = new StringWriter();
        string[] texts = ["a long line", "short"];
        int next = 0;
        using (new ProgressLine(output, TimeSpan.FromSeconds(1), () => texts[next++], _time))
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        output.ToString().ShouldBe("\ra long line\rshort      ");
    }

    [Fact]
    public void A_terminal_that_has_gone_or_a_look_that_fails_ends_nothing()
    {
        using var gone = new ProgressLine(new GoneTerminal(), TimeSpan.FromSeconds(1), () => "text", _time);
        using var fails = new ProgressLine(new StringWriter(), TimeSpan.FromSeconds(1), () => throw new InvalidOperationException("disposed"), _time);
        Should.NotThrow(() => _time.Advance(TimeSpan.FromSeconds(3)));
    }

    private sealed class GoneTerminal : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(string? value) => throw new IOException("Input/output error");
    }
}
