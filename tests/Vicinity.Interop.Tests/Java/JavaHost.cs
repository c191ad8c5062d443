using System.Globalization;
using System.Text;
using Vicinity.Interop.Tests;

[assembly: AssemblyFixture(typeof(JavaHost))]

namespace Vicinity.Interop.Tests;

/// <summary>
/// One Java machine for all tests that need one, started with the first: it runs our scenarios and Kafka's own tools one after
/// the other. The sources under java/ are compiled at that moment, against the jars of the Kafka that was found.
/// </summary>
public sealed class JavaHost : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly string _classes = Path.Combine(Path.GetTempPath(), $"vicinity-interop-java-{Guid.NewGuid():n}");
    private Conversation? _host;

    /// <summary>Runs a class to its end. Only one runs at a time.</summary>
    internal async Task<ProgramResult> RunAsync(string type, string input, IEnumerable<string> arguments, TimeSpan? limit = null)
    {
        await _turn.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            _host ??= Conversation.Start("java", [.. await OptionsAsync(), "Host"]);
            string[] fields = [type, input, .. arguments];
            await _host.SayAsync(string.Join(' ', fields.Select(f => "=" + Convert.ToBase64String(Encoding.UTF8.GetBytes(f)))));
            string[] answer = (await _host.LineAsync(l => l.Contains(" =", StringComparison.Ordinal), limit)).Split(' ');
            return new ProgramResult(
                $"{type} {string.Join(' ', fields[2..])}", int.Parse(answer[0], CultureInfo.InvariantCulture), Decode(answer[1]), Decode(answer[2]));
        }
        catch (TimeoutException)
        {
            // The next test gets a new machine: this one is still at work.
            if (_host is not null) await _host.DisposeAsync();
            _host = null;
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Starts a class in a Java machine of its own, for what goes on while others work.</summary>
    internal async Task<Conversation> StartAsync(string type, params string[] arguments)
    {
        await _turn.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return Conversation.Start("java", [.. await OptionsAsync(), type, .. arguments]);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        if (Directory.Exists(_classes)) Directory.Delete(_classes, recursive: true);
        _turn.Dispose();
    }

    private static string Decode(string field) => Encoding.UTF8.GetString(Convert.FromBase64String(field[1..]));

    private async Task<string[]> OptionsAsync()
    {
        string jars = Path.Combine(Installed.KafkaHome, "lib", "*");
        if (!Directory.Exists(_classes))
        {
            string[] sources = Directory.GetFiles(RepositoryFolder.OfTests("java"), "*.java");
            (await ForeignProgram.RunAsync("javac", ["-nowarn", "-cp", jars, "-d", _classes, .. sources])).ShouldHaveSucceeded();
        }

        return
        [
            "-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dlog4j2.statusLoggerLevel=OFF",
            $"-Dlog4j.configuration=file:{RepositoryFolder.OfTests("java", "log4j.properties")}", "-cp", $"{_classes}:{jars}",
        ];
    }
}
