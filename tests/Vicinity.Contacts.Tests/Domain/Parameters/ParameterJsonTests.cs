using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Vicinity.Contacts.Tests;

public sealed class ParameterJsonTests
{
    private static readonly SimulationParameters s_usual = new();

    [Fact]
    public void What_a_file_leaves_out_keeps_its_value() =>
        Read("""{ "field_width": 50, "movement": "Walk", /* as in the original */ "infected_move": true, }""", s_usual with { Lifetime = 7 })
            .ShouldBe(s_usual with { FieldWidth = 50, Movement = Movement.Walk, InfectedMove = true, Lifetime = 7 });

    [Theory]
    [InlineData("[]", "the parameters are not a JSON object")]
    [InlineData("{", "this is no JSON")]
    [InlineData("""{"field_widht": 5}""", "'field_widht' is no parameter; there are: field_width")]
    [InlineData("""{"field_width": 5.5}""", "field_width is 5.5, not a whole number")]
    [InlineData("""{"field_width": null}""", "field_width is null, not a whole number")]
    [InlineData("""{"infection_radius": "far"}""", "infection_radius is \"far\", not a number")]
    [InlineData("""{"movement": "Fly"}""", "movement is \"Fly\", not Waypoint or Walk")]
    [InlineData("""{"infected_move": 1}""", "infected_move is 1, not true or false")]
    [InlineData("""{"field_width": 5, "field_width": 6}""", "a parameter stands twice")]
    public void What_cannot_be_read_is_refused_with_name_value_and_reason(string json, string reason) =>
        Should.Throw<ArgumentException>(() => Read(json, s_usual)).Message.ShouldContain(reason);

    [Fact]
    public void Each_parameter_is_described_with_the_bounds_that_it_is_checked_for()
    {
        JsonObject all = ParameterJson.Write(s_usual);
        ParameterDescription.All.Select(p => p.Name).ShouldBe(all.Select(p => p.Key), ignoreOrder: true);
        foreach (ParameterDescription parameter in ParameterDescription.All)
        {
            JsonNode value = all[parameter.Name]!;
            if (parameter.Kind is ParameterKind.Boolean or ParameterKind.Choice) continue;
            parameter.Usual.ShouldBeInRange(parameter.Least, parameter.Most, parameter.Name);
            double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture).ShouldBeInRange(parameter.Least, parameter.Usual, parameter.Name);
            double step = parameter.Kind == ParameterKind.Integer ? 1 : 0.001;
            ProblemsWith(parameter.Name, parameter.Least).ShouldBe(0, parameter.Name);
            ProblemsWith(parameter.Name, parameter.Most).ShouldBe(0, parameter.Name);
            ProblemsWith(parameter.Name, parameter.Least - step).ShouldBe(1, parameter.Name);
            ProblemsWith(parameter.Name, parameter.Most + step).ShouldBe(1, parameter.Name);
        }
    }

    private static int ProblemsWith(string name, double value) =>
        Read(string.Create(CultureInfo.InvariantCulture, $$"""{"{{name}}": {{value}}}"""), s_usual).Problems().Count(p => p.Name == name);

    private static SimulationParameters Read(string json, SimulationParameters others) => ParameterJson.Read(Encoding.UTF8.GetBytes(json), others);
}
