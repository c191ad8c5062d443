using System.Text.RegularExpressions;

namespace Vicinity.Architecture.Tests;

/// <summary>Styles that the compiler does not hold: static fields are recognised by their names, and names of tests read as sentences.</summary>
public sealed partial class NamingTests
{
    [GeneratedRegex(@"^ +(?:\[ThreadStatic\] )?private static (?:readonly |volatile )*(?!async |partial |extern |unsafe |class |record |struct |delegate |implicit |explicit |event |const )(?<type>[\w<>\[\],.?() ]+?) (?<name>\w+)(?: =(?!>)|;)", RegexOptions.Multiline)]
    private static partial Regex PrivateStaticField();

    [GeneratedRegex(@"\[(?:Fact|Theory)[^\]]*\]\s*(?:\[[^\n]*\]\s*)*public (?:async )?(?:static )?(?:Task|void|ValueTask) (?<name>\w+)")]
    private static partial Regex Test();

    private static IEnumerable<string> Sources => Repository.Files.Where(f => f.EndsWith(".cs", StringComparison.Ordinal));

    [Fact]
    public void Private_static_fields_begin_with_s_and_those_of_a_thread_with_t()
    {
        IEnumerable<string> wrong =
            from file in Sources
            from Match field in PrivateStaticField().Matches(Repository.Read(file))
            let type = field.Groups["type"].Value
            // What has an open parenthesis is the head of a method with a default value.
            where type.Count(c => c == '(') == type.Count(c => c == ')') && !Regex.IsMatch(type, @"\w\(")
            let name = field.Groups["name"].Value
            where !name.StartsWith("s_", StringComparison.Ordinal) && !name.StartsWith("t_", StringComparison.Ordinal)
            select $"{file}: {name}";
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Names_of_tests_begin_as_sentences_do()
    {
        IEnumerable<string> wrong =
            from file in Sources
            where file.StartsWith("tests/", StringComparison.Ordinal)
            from Match test in Test().Matches(Repository.Read(file))
            where !char.IsUpper(test.Groups["name"].Value[0])
            select $"{file}: {test.Groups["name"].Value}";
        wrong.ShouldBeEmpty();
    }
}
