using Vicinity.Contacts;

namespace Vicinity.Cli.Tests;

/// <summary>The menu's questions; people as processes are in the tests of whole processes.</summary>
public sealed class ContactsMenuTests
{
    private static async Task<(SimulationParameters Parameters, string Asked)> AskAsync(string answers, SimulationParameters? usual = null)
    {
        var output = new StringWriter();
        SimulationParameters parameters = await new ContactsMenu(new StringReader(answers), output).AskParametersAsync(usual ?? new SimulationParameters(), TestContext.Current.CancellationToken);
        return (parameters, output.ToString());
    }

    [Fact]
    public async Task Enter_takes_the_default_of_each_of_the_six_parameters()
    {
        (SimulationParameters parameters, string asked) = await AskAsync("\n\n\n\n\n\n");

        parameters.ShouldBe(new SimulationParameters());
        string[] questions = ["field_width [100]", "field_height [100]", "scale_factor [5]", "zombie_lifetime [120]", "infection_radius [2]", "infection_cooldown [15]"];
        questions.Select(q => asked.IndexOf(q, StringComparison.Ordinal)).ShouldBeInOrder();
        foreach (string question in questions) asked.ShouldContain(question);
    }

    [Fact]
    public async Task Answers_are_taken_and_the_end_of_the_input_takes_the_rest()
    {
        (SimulationParameters parameters, _) = await AskAsync("50\n 40 \n\n30\n2.5", new SimulationParameters { InfectionCooldown = 7, Incubation = 3 });

        parameters.ShouldBe(new SimulationParameters { FieldWidth = 50, FieldHeight = 40, Lifetime = 30, InfectionRadius = 2.5, InfectionCooldown = 7, Incubation = 3 });
    }

    [Fact]
    public async Task A_wrong_answer_is_told_with_its_bound_and_asked_again()
    {
        (SimulationParameters parameters, string asked) = await AskAsync("wide\n0\n12\n");

        parameters.FieldWidth.ShouldBe(12);
        asked.ShouldContain("field_width 'wide' is not a whole number");
        asked.ShouldContain("field_width is 0 and must be between 1 and 1000000: people need room to move");
    }

    [Fact]
    public void What_people_are_told_on_the_command_line_gives_the_same_parameters()
    {
        var parameters = new SimulationParameters { FieldWidth = 7, InfectionRadius = 2.5, Movement = Movement.Walk, InfectedMove = true, Lifetime = 0 };

        ParameterOptions.ArgumentsFor(parameters).ShouldBe(["--field-width", "7", "--zombie-lifetime", "0", "--infection-radius", "2.5", "--movement", "Walk", "--infected-move", "true"], ignoreOrder: true);
        ParameterOptions.ArgumentsFor(new SimulationParameters()).ShouldBeEmpty();
        var command = new global::System.CommandLine.Command("test");
        ParameterOptions options = ParameterOptions.AddTo(command);
        options.Read(command.Parse([.. ParameterOptions.ArgumentsFor(parameters)]), new SimulationParameters()).ShouldBe(parameters);
    }
}
