using System.Text.RegularExpressions;

namespace Vicinity.Interop.Tests;

/// <summary>The page on compatibility names tests as proof: they must be there.</summary>
public sealed partial class CompatibilityPageTests
{
    [Fact]
    public void Every_test_that_the_compatibility_page_names_exists()
    {
        string page = File.ReadAllText(Path.Combine(RepositoryFolder.Root, "docs", "compatibility.md"));
        Dictionary<string, string> sources = Directory.EnumerateFiles(Path.Combine(RepositoryFolder.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .GroupBy(f => Path.GetFileNameWithoutExtension(f)!)
            .ToDictionary(g => g.Key, g => string.Concat(g.Select(File.ReadAllText)));
        string[] named = [.. TestName().Matches(page).Select(m => m.Groups[1].Value).Distinct()];

        named.Length.ShouldBeGreaterThan(50);
        named.Where(n => !Exists(n)).ShouldBeEmpty();

        bool Exists(string name)
        {
            string[] parts = name.Split('.');
            // The golden vectors are files, one for each name.
            return sources.TryGetValue(parts[0], out string? source)
                && (source.Contains($" {parts[1]}(", StringComparison.Ordinal) || source.Contains($"{parts[1]}\"", StringComparison.Ordinal));
        }
    }

    [GeneratedRegex("`([A-Z][A-Za-z]+Tests\\.[A-Za-z0-9_]+)`")]
    private static partial Regex TestName();
}
