using System.Text.RegularExpressions;

namespace Vicinity.Architecture.Tests;

public sealed partial class DocumentationTests
{
    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"`([^`\n]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^(\./)?[\w.-]+(/[\w.-]+)*(/|/[\w.-]+\.\w{1,8})$")]
    private static partial Regex FileOrFolder();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^[A-Z]\w+(Handler|Endpoints|Command|Exception|Options)$")]
    private static partial Regex TypeName();

    [GeneratedRegex(@"^\w+Tests\.\w+$")]
    private static partial Regex TestName();

    [GeneratedRegex(@"\bpublic\s+(?:async\s+)?(?:void|Task|ValueTask)\s+(\w+)\(")]
    private static partial Regex Method();

    [GeneratedRegex(@"\b(?:class|struct|record|interface|enum)\s+(?:struct\s+|class\s+)?(\w+)")]
    private static partial Regex Declaration();

    private static IEnumerable<string> Pages =>
        Repository.Files.Where(f => f.EndsWith(".md", StringComparison.Ordinal) && (!f.Contains('/', StringComparison.Ordinal) || f.StartsWith("docs/", StringComparison.Ordinal)));

    private static HashSet<string> Roots { get; } = [.. Repository.Files.Where(f => f.Contains('/', StringComparison.Ordinal)).Select(f => f[..f.IndexOf('/', StringComparison.Ordinal)])];

    [Fact]
    public void Every_path_that_a_page_names_exists()
    {
        IEnumerable<string> wrong =
            from page in Pages
            from Match quoted in Quoted().Matches(CodeBlock().Replace(Repository.Read(page), ""))
            let path = quoted.Groups[1].Value
            where FileOrFolder().IsMatch(path)
            let plain = path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path
            where Roots.Contains(plain[..plain.IndexOf('/', StringComparison.Ordinal)]) && !Repository.Exists(plain)
            select $"{page}: {path}";
        wrong.Distinct().ShouldBeEmpty();
    }

    [Fact]
    public void Every_relative_link_leads_somewhere()
    {
        IEnumerable<string> wrong =
            from page in Pages
            from Match link in Link().Matches(CodeBlock().Replace(Repository.Read(page), ""))
            let target = link.Groups[1].Value.Split('#')[0]
            where target.Length > 0 && !target.Contains(':', StringComparison.Ordinal)
            where !Path.Exists(Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, target))
            select $"{page}: {target}";
        wrong.Distinct().ShouldBeEmpty();
    }

    [Fact]
    public void Every_project_and_type_that_a_page_names_exists()
    {
        // A word of ASP.NET Core that the pages use.
        string[] known = ["ConnectionHandler"];
        HashSet<string> declared =
        [
            .. known,
            .. Repository.Files.Where(f => f.EndsWith(".cs", StringComparison.Ordinal)).SelectMany(f => Declaration().Matches(Repository.Read(f))).Select(m => m.Groups[1].Value),
        ];
        IEnumerable<string> wrong =
            from page in Pages
            from Match quoted in Quoted().Matches(CodeBlock().Replace(Repository.Read(page), ""))
            let name = quoted.Groups[1].Value
            where (TypeName().IsMatch(name) && !declared.Contains(name)) || (Regex.IsMatch(name, @"^Vicinity(\.[A-Z]\w+)+$") && !Repository.Projects.ContainsKey(name))
            select $"{page}: {name}";
        wrong.Distinct().ShouldBeEmpty();
    }

    [Fact]
    public void Every_test_that_a_page_names_exists()
    {
        HashSet<string> methods =
        [
            .. from file in Repository.Files
               where file.StartsWith("tests/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal)
               let text = Repository.Read(file)
               from Match declared in Declaration().Matches(text)
               from Match method in Method().Matches(text)
               select $"{declared.Groups[1].Value}.{method.Groups[1].Value}",
        ];
        methods.ShouldNotBeEmpty();
        IEnumerable<string> wrong =
            from page in Pages
            from Match quoted in Quoted().Matches(CodeBlock().Replace(Repository.Read(page), ""))
            let name = quoted.Groups[1].Value
            where TestName().IsMatch(name) && !methods.Contains(name)
            select $"{page}: {name}";
        wrong.Distinct().ShouldBeEmpty();
    }
}
