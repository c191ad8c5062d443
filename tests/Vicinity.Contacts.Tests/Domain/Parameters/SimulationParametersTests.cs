using System.Text.Json;

namespace Vicinity.Contacts.Tests;

public sealed class SimulationParametersTests
{
    [Fact]
    public void The_defaults_are_the_original_ones_and_are_right()
    {
        var parameters = new SimulationParameters();
        (parameters.FieldWidth, parameters.FieldHeight, parameters.ScaleFactor, parameters.Lifetime, parameters.InfectionRadius, parameters.InfectionCooldown).ShouldBe((100, 100, 5, 120, 2.0, 15));
        parameters.Problems().ShouldBeEmpty();
    }

    [Fact]
    public void The_original_file_is_read()
    {
        SimulationParameters parameters = JsonSerializer.Deserialize<SimulationParameters>(
            """{"field_width": 40, "field_height": 30, "scale_factor": 7, "zombie_lifetime": 60, "infection_radius": 3, "infection_cooldown": 9}""")!;
        parameters.ShouldBe(new SimulationParameters { FieldWidth = 40, FieldHeight = 30, ScaleFactor = 7, Lifetime = 60, InfectionRadius = 3, InfectionCooldown = 9 });
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var parameters = new SimulationParameters { Movement = Movement.Walk, InfectionProbability = 0.25, Incubation = 3, ImmuneForLife = true };
        JsonSerializer.Deserialize<SimulationParameters>(JsonSerializer.Serialize(parameters)).ShouldBe(parameters);
    }

    [Fact]
    public void Every_value_out_of_its_bounds_is_named_with_bound_and_reason()
    {
        var parameters = new SimulationParameters { FieldWidth = 0, InfectionRadius = double.NaN, Lifetime = -1, InfectionProbability = 1.5 };

        string[] problems = [.. parameters.Problems().Select(p => p.ToString())];

        problems.ShouldBe([
            "field_width is 0 and must be between 1 and 1000000: people need room to move",
            "zombie_lifetime is -1 and must be between 0 and 1000000000: these are ticks; 0 is no end",
            "infection_radius is NaN and must be between 0 and 1000: people further away do not hear each other",
            "infection_probability is 1.5 and must be between 0 and 1: it is a probability",
        ]);
        Should.Throw<ArgumentException>(() => new Rules(parameters, 1)).Message.ShouldContain("field_width is 0");
    }
}
