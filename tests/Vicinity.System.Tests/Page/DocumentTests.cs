using System.Diagnostics;
using System.Text;

namespace Vicinity.System.Tests;

/// <summary>Pages of the documentation as PDF, by the script <c>docs/pdf</c>.</summary>
public sealed class DocumentTests
{
    [Theory(Timeout = 120_000)]
    [InlineData("weather")]
    [InlineData("contacts")]
    public async Task A_page_of_the_documentation_is_printed_with_its_pictures(string page)
    {
        BrowserScript.SkipWhereMissing();
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "page.pdf");

        (int code, string errors) = await RunAsync(page, file);

        code.ShouldBe(0, errors);
        byte[] printed = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        Encoding.Latin1.GetString(printed, 0, 5).ShouldBe("%PDF-");
        // Text alone is some 100 kB with its fonts; a page without them is below 10 kB.
        printed.Length.ShouldBeGreaterThan(50_000);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_page_that_there_is_not_is_named_and_those_that_there_are()
    {
        (int code, string errors) = await RunAsync("wether");

        code.ShouldBe(2);
        errors.ShouldContain("there is no page 'wether'");
        errors.ShouldContain("weather");
    }

    private static async Task<(int Code, string Errors)> RunAsync(params string[] arguments)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using Process process = Process.Start(new ProcessStartInfo(RepositoryRoot.Below("docs", "pdf"), arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync(cancel);
        await process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return (process.ExitCode, await errors);
    }
}
