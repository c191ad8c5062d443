using System.Net;
using System.Text.Json.Nodes;
using Vicinity.Contacts;

namespace Vicinity.Gateway.Contacts.Tests;

/// <summary>What privacy costs, by REST.</summary>
public sealed class PrivacyTests
{
    [Fact]
    public async Task The_price_of_privacy_is_answered_for_a_run_with_the_parameters_that_are_asked_for()
    {
        await using TestNode node = TestNode.StartNew();
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: new ContactsPart(new ContactsOptions { BootstrapServers = node.Address }));
        var operate = new Caller(gateway);
        const string Asked = "/api/contacts/privacy?people=150&infected=3&ticks=120&seed=5&zombie_lifetime=0&infected_move=true&infection_probability=0.2&infection_cooldown=30&incubation=5"
            + "&field_width=40&field_height=40&app_share=0.8&tests_per_day=20&tracing_ticks=20&broadcast_loss=0.5";

        JsonNode answer = await operate.GetAsync(Asked);

        (answer["people"]!.GetValue<int>(), answer["ticks"]!.GetValue<int>(), answer["parameters"]!["app_share"]!.GetValue<double>()).ShouldBe((150, 120, 0.8));
        JsonArray modes = answer["modes"]!.AsArray();
        modes.Select(m => m!["mode"]!.GetValue<string>()).ShouldBe(["none", "central", "private"]);
        modes.ShouldAllBe(m => m!["knows"]!.AsArray().Count > 0 && m["doesNotKnow"]!.AsArray().Count > 0);
        int without = modes[0]!["infections"]!.GetValue<int>();
        foreach (JsonNode? mode in modes) (without - mode!["infections"]!.GetValue<int>()).ShouldBe(mode["averted"]!.GetValue<int>());
        modes[2]!["notified"]!.GetValue<int>().ShouldBeGreaterThan(0);
        modes[0]!["missed"]!.GetValue<int>().ShouldBe(modes[0]!["exposed"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_run_is_compared_as_it_is_and_with_app_and_tests_where_it_has_none()
    {
        await using TestNode node = TestNode.StartNew();
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: new ContactsPart(new ContactsOptions { BootstrapServers = node.Address }));
        var operate = new Caller(gateway);
        (await operate.SendAsync("POST", "/api/contacts/simulations", """{"name": "mine", "people": 30, "infected": 2, "seed": 77, "tickMs": 10, "ticks": 50, "parameters": {"field_width": 15}}""")).ShouldBe(HttpStatusCode.Created);

        JsonNode mine = await operate.GetAsync("/api/contacts/privacy?simulation=mine&field_height=16");

        (mine["people"]!.GetValue<int>(), mine["ticks"]!.GetValue<int>(), mine["seed"]!.GetValue<int>(), mine["runs"]!.GetValue<int>()).ShouldBe((30, 50, 77, 10));
        (mine["parameters"]!["field_width"]!.GetValue<int>(), mine["parameters"]!["field_height"]!.GetValue<int>(), mine["parameters"]!["app_share"]!.GetValue<double>()).ShouldBe((15, 16, 0.6));
        mine["modes"]![0]!["infections"]!.GetValue<int>().ShouldBeGreaterThan(20);
    }
}
