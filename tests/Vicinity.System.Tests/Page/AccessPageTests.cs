using System.Diagnostics;
using System.Globalization;

namespace Vicinity.System.Tests;

/// <summary>
/// Who becomes the operator in a real browser, and what pages of other sites can do with it: nothing. The browser's side is web/browser/access.mjs.
/// </summary>
public sealed class AccessPageTests : IDisposable
{
    private const string Key = "a-key/of 16 letters & more";
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vicinity-access-");

    [Fact(Timeout = 300_000)]
    public async Task The_operator_is_who_has_the_key_or_sits_at_this_machine_and_no_other_site_acts_in_the_operators_name()
    {
        BrowserScript.SkipWhereMissing();
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using VicinityProcess near = Start("near", new Dictionary<string, string>());
        using VicinityProcess keyed = Start("keyed", new Dictionary<string, string>
        {
            ["VICINITY__GATEWAY__LOOPBACKOPERATOR"] = "false",
            ["VICINITY__GATEWAY__OPERATORKEY"] = Key,
        });
        string nearAddress = await AddressAsync(near, cancel), keyedAddress = await AddressAsync(keyed, cancel);
        using Process script = BrowserScript.Start("access.mjs", "--near", nearAddress, "--keyed", keyedAddress, "--key", Key);
        Task<string> errors = script.StandardError.ReadToEndAsync(cancel);

        string[] seen = (await script.StandardOutput.ReadToEndAsync(cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await script.WaitForExitAsync(cancel);

        script.ExitCode.ShouldBe(0, $"{string.Join(Environment.NewLine, seen)}{Environment.NewLine}{await errors}{Environment.NewLine}{near.Output}");
        seen.ShouldBe([
            "ok on this machine the page is the operator’s without the key",
            "ok where the key is wanted the page is a visitor’s",
            "ok the operator’s link makes the page the operator’s and leaves the address",
            "ok two servers on one machine keep their operators apart",
            "ok pages of other sites store nothing and open nothing",
            "ok a name that was pointed here is not answered",
        ]);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private VicinityProcess Start(string name, Dictionary<string, string> environment) =>
        VicinityProcess.Start(environment, "up", "--demo", "off", "--data", Path.Combine(_folder.FullName, name), "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0");

    /// <summary>The address of the page, as the operator's link names it.</summary>
    private static async Task<string> AddressAsync(VicinityProcess process, CancellationToken cancel)
    {
        await process.WaitForOutputAsync("#key=", s_patience, cancel);
        string line = process.Output.Split('\n').Single(l => l.Contains("#key=", StringComparison.Ordinal));
        string link = line[line.IndexOf("http://", StringComparison.Ordinal)..];
        return string.Create(CultureInfo.InvariantCulture, $"http://localhost:{new Uri(link).Port}");
    }
}
