using System.Globalization;
using System.Text.Json.Nodes;

namespace Vicinity.System.Tests;

/// <summary>The reports of a simulation as they stand in the log.</summary>
internal sealed class ReportedContacts
{
    private readonly IReadOnlyList<JsonNode> _reports;

    private ReportedContacts(IReadOnlyList<JsonNode> reports) => _reports = reports;

    /// <summary>Reads the topic from its beginning to its end.</summary>
    public static async Task<ReportedContacts> ReadAsync(string log, CancellationToken cancel)
    {
        using VicinityProcess consume = VicinityProcess.Start("consume", "contacts", "--from", "earliest", "--exit", "-b", log);
        await consume.WaitForExitAsync(ContactsPatience.Whole, cancel);
        consume.ExitCode.ShouldBe(0, consume.Output);
        return new ReportedContacts([.. consume.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Read)]);
    }

    /// <summary>Who reported.</summary>
    public IReadOnlyCollection<Guid> People => [.. _reports.Select(r => (Guid)r["uuid"]!).Distinct()];

    /// <summary>Number of the reports of a person.</summary>
    public int ReportsOf(Guid person) => _reports.Count(r => (Guid)r["uuid"]! == person);

    /// <summary>The times of a person's reports.</summary>
    public DateTimeOffset[] TimesOf(Guid person) => [.. _reports.Where(r => (Guid)r["uuid"]! == person).Select(r => TimeOf(r))];

    /// <summary>The last words of a person.</summary>
    public int LastWordsOf(Guid person) => _reports.Count(r => (Guid)r["uuid"]! == person && !(bool)r["alive"]!);

    /// <summary>Whom a person reported to have heard, and when, in the order of its reports.</summary>
    public (Guid Other, DateTimeOffset Time)[] ContactsOf(Guid person) =>
        [.. _reports.Where(r => (Guid)r["uuid"]! == person).SelectMany(r => r["contacts"]?.AsArray() ?? []).Select(c => ((Guid)c!["uuid"]!, TimeOf(c)))];

    /// <summary>What a person says to have heard is in the log, each once.</summary>
    public void ShouldHoldAllOf(JsonNode life, string because)
    {
        var person = (Guid)life["person"]!;
        (Guid Other, DateTimeOffset Time)[] contacts = ContactsOf(person);
        contacts.Length.ShouldBe((int)life["contacts"]!, because);
        // One that came again later would go back in time.
        foreach (IGrouping<Guid, (Guid, DateTimeOffset Time)> neighbour in contacts.GroupBy(c => c.Other)) neighbour.Select(c => c.Time).ShouldBeInOrder();
        ReportsOf(person).ShouldBe((int)life["reports"]!, because);
        LastWordsOf(person).ShouldBe(1, because);
        ((long)life["unacknowledged"]! + (long)life["forgotten"]!).ShouldBe(0, because);
    }

    // A node of the original program tells its local time.
    private static DateTimeOffset TimeOf(JsonNode said) => DateTimeOffset.Parse((string)said["timestamp"]!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal);

    // A node of the original program encodes its JSON twice.
    private static JsonNode Read(string line) => JsonNode.Parse(line) is JsonValue text ? JsonNode.Parse((string)text!)! : JsonNode.Parse(line)!;
}
