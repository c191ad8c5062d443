using System.Text.RegularExpressions;

namespace Vicinity.Architecture.Tests;

/// <summary>The folders of the broker have an order: each knows those before it in the list, and none behind. Files beside the folders put the node together, and know all.</summary>
public sealed partial class FolderOrderTests
{
    private const string Broker = "src/engine/Vicinity.Broker/";

    /// <summary>From what stands alone to what knows nearly all.</summary>
    private static readonly string[] s_order =
    [
        "Configuration", "Metrics", "Events", "Replicas", "Requests", "Connections", "Fetching", "Peers", "Cluster", "Topics", "Groups", "Controller", "Discovery", "Repair", "Joining",
        "Clients", "Handlers",
    ];

    private static readonly string[] s_builtIn = ["bool", "byte", "sbyte", "short", "ushort", "int", "uint", "long", "ulong", "double", "float", "decimal", "string", "object", "char", "void", "var", "class", "record", "struct", "interface", "enum"];
    private static readonly string[] s_beforeTypes = ["is", "as", "not", "or", "<"];

    [GeneratedRegex(@"//.*$|/\*.*?\*/|""""""[\s\S]*?""""""|[$@]*""(\\.|""""|[^""\\])*""", RegexOptions.Multiline)]
    private static partial Regex CommentOrText();

    [GeneratedRegex(@"^(?:public |internal |static |sealed |abstract |readonly |partial )*(?:class|record struct|record class|record|struct|interface|enum) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\w+|[^\w\s]")]
    private static partial Regex Token();

    [Fact]
    public void Every_folder_of_the_broker_has_its_place_in_the_order() =>
        Sources().Select(s => s.Folder).Where(f => f.Length > 0).Distinct().Order(StringComparer.Ordinal).ShouldBe(s_order.Order(StringComparer.Ordinal));

    [Fact]
    public void A_folder_of_the_broker_knows_only_those_before_it()
    {
        var sources = Sources().ToList();
        var homes = new Dictionary<string, string>();
        foreach ((string folder, string file, string text) in sources)
            foreach (Match declared in Declaration().Matches(text)) homes[declared.Groups[1].Value] = folder;
        IEnumerable<string> wrong =
            from source in sources
            where source.Folder.Length > 0
            from name in TypesNamed(source.Text, homes)
            where Place(homes[name]) > Place(source.Folder)
            select $"{source.File} names {name} of {(homes[name].Length == 0 ? "the node's own files" : homes[name])}";
        wrong.Distinct().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("private readonly Topic _topic;", true)]
    [InlineData("if (found is Topic)", true)]
    [InlineData("List<Topic> all = [];", true)]
    [InlineData("Topic.Find(name)", true)]
    [InlineData("new Topic(name)", true)]
    [InlineData("public string Topic { get; }", false)]
    [InlineData("new() { Topic = name }", false)]
    [InlineData("place.Topic.Length", false)]
    [InlineData("(int Topic, int Partition) key", false)]
    public void A_type_is_told_from_a_member_of_the_same_name(string code, bool isType) =>
        TypesNamed(code, new Dictionary<string, string> { ["Topic"] = "Topics" }).Any().ShouldBe(isType);

    private static int Place(string folder) => folder.Length == 0 ? int.MaxValue : Array.IndexOf(s_order, folder);

    private static IEnumerable<(string Folder, string File, string Text)> Sources() =>
        from file in Repository.Files
        where file.StartsWith(Broker, StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal)
        let inside = file[Broker.Length..]
        let slash = inside.IndexOf('/', StringComparison.Ordinal)
        select (slash < 0 ? "" : inside[..slash], inside, CommentOrText().Replace(Repository.Read(file), "\"\""));

    /// <summary>Names of types in a text. What stands behind a dot or a type is a member or a variable; a name alone in an expression is one as well.</summary>
    private static IEnumerable<string> TypesNamed(string text, Dictionary<string, string> homes)
    {
        string[] tokens = [.. Token().Matches(text).Select(m => m.Value)];
        for (int i = 0; i < tokens.Length; i++)
        {
            if (!homes.ContainsKey(tokens[i])) continue;
            string before = i > 0 ? tokens[i - 1] : "";
            string after = i + 1 < tokens.Length ? tokens[i + 1] : "";
            if (before == "." || s_builtIn.Contains(before) || (char.IsUpper(before.FirstOrDefault()) && before.Length > 1)) continue;
            bool isAlone = after is "=" or "+" or "-" or "*" or "/" or "," or ")" or ";" or "}" or ":" or "!" or "";
            if (!isAlone || s_beforeTypes.Contains(before) || (before == "(" && i > 1 && tokens[i - 2] == "typeof")) yield return tokens[i];
        }
    }
}
