namespace Vicinity.Weather.Tests;

public sealed class TerminalTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vicinity-terminal-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    private static Window Of(long number, int revision = 0, long count = 2, string name = "", WindowScope scope = WindowScope.All) =>
        new(Quantity.Wellness, scope, name, number * 10_000, (number + 1) * 10_000, revision, count, count == 0 ? null : 0.25, count == 0 ? null : 0.125, count == 0 ? null : 0.1, count == 0 ? null : 0.4, count == 0 ? null : number * 10_000 + 5);

    private TerminalOptions Options(string file) => new() { File = Path.Combine(_folder.FullName, file) };

    // Brings windows one after the other and ends.
    private sealed class Feed(params (Window[] Windows, string Position)[] messages) : IWindowFeed
    {
        public string? Asked { get; private set; }

        public async Task RunAsync(string after, WindowHandler handler, CancellationToken cancel)
        {
            Asked = after;
            foreach ((Window[] windows, string position) in messages) await handler(windows, position, cancel);
        }

        public ValueTask DisposeAsync() => default;
    }

    [Theory]
    [InlineData("w.jsonl")]
    [InlineData("w.csv")]
    public async Task Every_window_is_kept_once_over_restarts_and_the_feed_goes_on_where_the_file_ends(string file)
    {
        using (Terminal terminal = Terminal.Open(Options(file)))
        {
            await terminal.RunAsync(new Feed(([Of(1), Of(2)], "7")), TimeProvider.System, Cancel);
            terminal.Kept.ShouldBe(2);
        }
        using (Terminal again = Terminal.Open(Options(file)))
        {
            again.Kept.ShouldBe(2);
            var feed = new Feed(([Of(2), Of(3, count: 0)], "9"), ([Of(1, revision: 1, count: 3)], "10"));
            await again.RunAsync(feed, TimeProvider.System, Cancel);
            feed.Asked.ShouldBe("7");
            again.Kept.ShouldBe(4, "the second one came twice");
            again.Board.Of(Quantity.Wellness).ShouldBe([Of(1, revision: 1, count: 3), Of(2), Of(3, count: 0)]);
        }
        using Terminal last = Terminal.Open(Options(file));
        last.Position.ShouldBe("10");
        last.Board.Of(Quantity.Wellness).ShouldBe([Of(1, revision: 1, count: 3), Of(2), Of(3, count: 0)]);
    }

    [Theory]
    [InlineData("w.jsonl")]
    [InlineData("w.csv")]
    public async Task A_torn_last_line_is_cut_and_the_window_is_taken_again(string file)
    {
        using (Terminal terminal = Terminal.Open(Options(file))) await terminal.RunAsync(new Feed(([Of(1), Of(2)], "2")), TimeProvider.System, Cancel);
        string path = Options(file).File;
        long whole = new FileInfo(path).Length;
        using (FileStream torn = File.OpenWrite(path)) torn.SetLength(whole - 9);
        using Terminal again = Terminal.Open(Options(file));
        again.Kept.ShouldBe(1);
        await again.RunAsync(new Feed(([Of(2)], "2")), TimeProvider.System, Cancel);
        new FileInfo(path).Length.ShouldBe(whole);
    }

    [Fact]
    public void A_file_of_something_else_is_left_as_it_is_and_refused_with_the_line()
    {
        string path = Options("notes.jsonl").File;
        File.WriteAllText(path, "dear diary\n");
        Should.Throw<IOException>(() => Terminal.Open(Options("notes.jsonl"))).Message.ShouldContain("line 1");
        File.ReadAllText(path).ShouldBe("dear diary\n");
    }

    [Fact]
    public void Two_terminals_cannot_write_one_file()
    {
        using Terminal first = Terminal.Open(Options("w.jsonl"));
        Should.Throw<IOException>(() => Terminal.Open(Options("w.jsonl")));
    }

    [Fact]
    public void A_board_forgets_the_oldest_windows_and_says_what_it_left_out()
    {
        var board = new WindowBoard(shown: 2, mostNames: 2);
        foreach (long number in new long[] { 1, 2, 3 }) board.Add(Of(number));
        board.Add(Of(3, name: "lab", scope: WindowScope.Place));
        board.Add(Of(3, name: "yard", scope: WindowScope.Place));
        board.Of(Quantity.Wellness).ShouldBe([Of(2), Of(3)]);
        board.Newest(Quantity.Wellness, WindowScope.Place).ShouldHaveSingleItem().Name.ShouldBe("lab");
        board.LeftOut.ShouldBe(1);
    }
}
