namespace Vicinity.Feeds.Tests;

public sealed class CsvLinesTests
{
    [Fact]
    public void A_line_that_never_ends_is_given_up()
    {
        using var lines = new CsvLines(new EndlessLine("t,person\n", long.MaxValue), 1024);

        lines.TryReadLine(out ReadOnlyMemory<char> line, out _).ShouldBeTrue();
        line.ToString().ShouldBe("t,person");
        Should.Throw<InvalidDataException>(() => lines.TryReadLine(out _, out _)).Message.ShouldContain("line 2 has no end after");
    }

    [Fact]
    public void A_line_that_is_far_too_long_but_ends_is_passed_over()
    {
        using var lines = new CsvLines(new EndlessLine("a\n", 10_000_000), 1024);

        lines.TryReadLine(out _, out bool isFirstTooLong).ShouldBeTrue();
        isFirstTooLong.ShouldBeFalse();
        lines.TryReadLine(out _, out bool isTooLong).ShouldBeTrue();
        isTooLong.ShouldBeTrue();
        lines.TryReadLine(out _, out _).ShouldBeFalse();
    }

    /// <summary>A text, and then so many zeros without a line end.</summary>
    private sealed class EndlessLine(string start, long zeros) : TextReader
    {
        private int _given;
        private long _left = zeros;

        public override int Read(char[] buffer, int index, int count)
        {
            if (_given < start.Length)
            {
                int some = Math.Min(count, start.Length - _given);
                start.AsSpan(_given, some).CopyTo(buffer.AsSpan(index, some));
                _given += some;
                return some;
            }
            int more = (int)Math.Min(count, _left);
            _left -= more;
            buffer.AsSpan(index, more).Clear();
            return more;
        }
    }
}
