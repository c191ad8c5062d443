using System.Net;
using System.Text.Json.Nodes;
using Vicinity.Contacts;

namespace Vicinity.Gateway.Contacts.Tests;

/// <summary>Export and erasure of one person, over a real node and a real gateway.</summary>
public sealed class PersonalTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_erased_person_is_shown_no_more_not_even_after_a_restart_that_reads_the_log_again()
    {
        await using TestNode node = TestNode.StartNew();
        ContactsOptions options = new() { BootstrapServers = node.Address };
        Guid ann = Guid.NewGuid(), ben = Guid.NewGuid();
        var part = new ContactsPart(options);
        await using (RunningGateway gateway = await RunningGateway.StartAsync(part: part))
        {
            string cookie = await gateway.OperatorCookieAsync();
            await WriteAsync(options, ann, ben);
            await Eventually.UntilAsync(() => part.Processor.NextLook, async () => (await PeopleAsync(gateway, cookie)).Length == 2, "both are shown");
            JsonNode export = await ReadAsync(gateway, cookie, $"/api/contacts/people/{ben}/export");
            JsonNode place = export["places"]!.AsArray().Single()!;
            (place["place"]!.GetValue<string>(), place["complete"]!.GetValue<bool>()).ShouldBe(("views in memory", true));
            place["states"]!.AsArray().Count.ShouldBe(1);
            place["contacts"]![0]!["other"]!.GetValue<Guid>().ShouldBe(ann);

            (await SendAsync(gateway, ben)).ShouldBe(HttpStatusCode.NoContent);

            (await PeopleAsync(gateway, cookie)).ShouldBe([ann]);
            (await gateway.GetAsync($"/api/contacts/people/{ben}/export", "Cookie", cookie)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await SendAsync(gateway, ben)).ShouldBe(HttpStatusCode.NoContent, "once more changes nothing");
            (await SendAsync(gateway, Guid.NewGuid())).ShouldBe(HttpStatusCode.NotFound);
        }

        var again = new ContactsPart(options);
        await using RunningGateway restarted = await RunningGateway.StartAsync(part: again);
        string other = await restarted.OperatorCookieAsync();
        await WriteAsync(options, ann, ben);
        await Eventually.UntilAsync(() => again.Processor.NextLook, async () => (await PeopleAsync(restarted, other)).Length > 0 && again.Processor.Health.Live, "the log was read");
        (await PeopleAsync(restarted, other)).ShouldBe([ann]);
        (await ReadAsync(restarted, other, $"/api/contacts/people/{ann}/export"))["places"]![0]!["contacts"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Export_and_erasure_are_for_the_operator()
    {
        await using TestNode node = TestNode.StartNew();
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: new ContactsPart(new ContactsOptions { BootstrapServers = node.Address }));
        (await gateway.GetAsync($"/api/contacts/people/{Guid.NewGuid()}/export")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await SendAsync(gateway, Guid.NewGuid(), isOperator: false)).ShouldBe(HttpStatusCode.Forbidden);
    }

    private static async Task WriteAsync(ContactsOptions options, Guid ann, Guid ben)
    {
        await using var writer = new ReportWriter(options, Microsoft.Extensions.Logging.Abstractions.NullLogger<ReportWriter>.Instance);
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await writer.WriteAsync(new PersonMessage { Person = ann, X = 1, Y = 1, Time = now, Contacts = [new Heard(ben, now, 1)] }, Cancel);
        await writer.WriteAsync(new PersonMessage { Person = ben, X = 1, Y = 2, Time = now }, Cancel);
    }

    private static async Task<Guid[]> PeopleAsync(RunningGateway gateway, string cookie)
    {
        using HttpResponseMessage answer = await gateway.GetAsync("/api/contacts/people?simulation=devices", "Cookie", cookie);
        if (answer.StatusCode == HttpStatusCode.NotFound) return [];
        JsonNode read = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
        return [.. (read as JsonArray ?? read["people"]!.AsArray()).Select(p => p!["id"]!.GetValue<Guid>())];
    }

    private static async Task<JsonNode> ReadAsync(RunningGateway gateway, string cookie, string path)
    {
        using HttpResponseMessage answer = await gateway.GetAsync(path, "Cookie", cookie);
        string text = await answer.Content.ReadAsStringAsync(Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, $"{path}: {text}");
        return JsonNode.Parse(text)!;
    }

    private static async Task<HttpStatusCode> SendAsync(RunningGateway gateway, Guid person, bool isOperator = true)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/api/contacts/people/{person}");
        if (isOperator) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {RunningGateway.Key}");
        using HttpResponseMessage answer = await gateway.Client.SendAsync(request, Cancel);
        return answer.StatusCode;
    }
}
