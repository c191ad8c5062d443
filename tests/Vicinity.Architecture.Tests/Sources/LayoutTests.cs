using System.Text.RegularExpressions;

namespace Vicinity.Architecture.Tests;

public sealed partial class LayoutTests
{
    private static readonly string[] s_saysNothing = ["Helpers", "Helper", "Managers", "Manager", "Utils", "Util", "Utilities", "Common", "Misc", "Shared", "Stuff"];
    private static readonly string[] s_textual = [".cs", ".csproj", ".props", ".targets", ".slnx", ".md", ".json", ".ts", ".tsx", ".mjs", ".js", ".css", ".html", ".yml", ".yaml", ".py", ".java", ".c", ".h", ".sh", ".message", ""];

    [GeneratedRegex(@"(?<![\w./:-])(/home/\w|/Users/\w|/root/\w)|[A-Za-z]:\\Users\\")]
    private static partial Regex PathOfSomebodysMachine();

    [GeneratedRegex(@"^namespace ([\w.]+)(;?)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [Fact]
    public void Folders_are_nouns_of_the_domain() =>
        Repository.Files.Where(f => f.StartsWith("src/", StringComparison.Ordinal) || f.StartsWith("tests/", StringComparison.Ordinal))
            .Where(f => f.Split('/').SkipLast(1).Intersect(s_saysNothing, StringComparer.OrdinalIgnoreCase).Any()).ShouldBeEmpty();

    [Fact]
    public void No_file_names_a_path_of_somebodys_machine()
    {
        IEnumerable<string> wrong =
            from file in Repository.Files
            where s_textual.Contains(Path.GetExtension(file)) && !file.EndsWith("LayoutTests.cs", StringComparison.Ordinal)
            from Match found in PathOfSomebodysMachine().Matches(Repository.Read(file))
            select $"{file}: {found.Value}";
        wrong.Distinct().ShouldBeEmpty();
    }

    [Fact]
    public void A_project_has_one_namespace_its_own_name()
    {
        IEnumerable<string> wrong =
            from project in Repository.Projects.Values
            where project.IsProduct || project.Path.StartsWith("tests/", StringComparison.Ordinal)
            let folder = project.Path[..(project.Path.LastIndexOf('/') + 1)]
            from file in Repository.Files
            where file.StartsWith(folder, StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal)
            from Match declared in Namespace().Matches(Repository.Read(file))
            where declared.Groups[1].Value != project.Name || declared.Groups[2].Value != ";"
            select $"{file}: {declared.Value}";
        wrong.ShouldBeEmpty();
    }
}
