using Vicinity.Protocol.Generator;

namespace Vicinity.Protocol.Tests;

public sealed class DefinitionParserTests
{
    private const string Head = "api Sample\nkey 7\nversions 1-4\nflexible 3\n";

    [Fact]
    public void A_definition_is_read_with_versions_tags_defaults_and_structs()
    {
        ApiDefinition api = Parse(Head + """
            request
              # Who asks.
              Name str?(v2+) <v1-3>
              Limit i32 <v4+> TAG2 = -1
              Parts SamplePart[] {
                Index i32
              }
              More SamplePart[]
            response
              Code error
            """);

        (api.Name, api.Key, api.FirstFlexible, api.EverFlexible).ShouldBe(("Sample", 7, 3, true));
        StructDefinition request = api.Request[0];
        request.Name.ShouldBe("SampleRequest");
        request.Fields[0].Comment.ShouldBe("Who asks.");
        (request.Fields[0].Versions.Lowest, request.Fields[0].Versions.Highest, request.Fields[0].NullableVersions!.Value.Lowest).ShouldBe((1, 3, 2));
        (request.Fields[1].Tag, request.Fields[1].Default).ShouldBe((2, "-1"));
        request.Fields[3].TypeWord.ShouldBe("SamplePart");
        api.Request[1].Name.ShouldBe("SamplePart");
        api.Response[0].Fields[0].Kind.ShouldBe(FieldKind.Error);
    }

    [Theory]
    [InlineData("request\nname str\nresponse\nA i8", 6, "not a field")]
    [InlineData("request\nName text\nresponse\nA i8", 6, "neither a primitive nor a struct")]
    [InlineData("request\nName str\nName str\nresponse\nA i8", 7, "twice")]
    [InlineData("request\nName str <v9+>\nresponse\nA i8", 6, "no version")]
    [InlineData("request\nName i8 {\n}\nresponse\nA i8", 6, "no body")]
    [InlineData("request\nName Part[] {\nresponse\nA i8", 7, "not closed")]
    [InlineData("request\n}\nresponse\nA i8", 6, "closes nothing")]
    [InlineData("request\nA i8\nrequest\nA i8", 7, "a second request")]
    [InlineData("request\nA i8", 6, "missing")]
    [InlineData("colour red", 5, "not a header line")]
    public void A_mistake_is_named_with_its_line(string rest, int line, string reason)
    {
        var error = Should.Throw<DefinitionException>(() => Parse(Head + rest));

        error.Message.ShouldContain(reason);
        error.Line.ShouldBe(line);
    }

    private static ApiDefinition Parse(string text) => DefinitionParser.Parse(text.Split('\n'));
}
