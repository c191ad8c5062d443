namespace Vicinity.Interop.Tests;

/// <summary>What a foreign program left behind: exit code and everything it wrote.</summary>
internal sealed record ProgramResult(string Command, int ExitCode, string Output, string Errors)
{
    /// <summary>The lines of the output, without the empty ones.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The output and the errors together, for programs that do not keep them apart.</summary>
    public string All => Output + Errors;

    /// <summary>Fails with everything that the program said unless it ended with 0.</summary>
    public ProgramResult ShouldHaveSucceeded()
    {
        ExitCode.ShouldBe(0, $"{Command}\n--- output\n{Output}\n--- errors\n{Errors}");
        return this;
    }

    /// <summary>Fails unless the program ended with another code than 0 and said <paramref name="text"/>.</summary>
    public ProgramResult ShouldHaveFailedWith(string text)
    {
        ExitCode.ShouldNotBe(0, $"{Command}\n--- output\n{Output}\n--- errors\n{Errors}");
        All.ShouldContain(text);
        return this;
    }
}
