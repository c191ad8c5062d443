namespace Vicinity.Interop.Tests;

/// <summary>confluent-kafka 1.7.0 on librdkafka 2.0.2 administers topics and groups.</summary>
public sealed class ConfluentAdminTests
{
    private readonly PythonScript _python;

    public ConfluentAdminTests(BrokerUnderTest broker)
    {
        Installed.NeedsConfluent();
        _python = new PythonScript("confluent.py", broker);
    }

    [Fact]
    public Task Topics_are_created_changed_and_deleted_and_each_fault_has_its_error() => _python.PassesAsync("topics_are_created_changed_and_deleted");

    [Fact]
    public Task Groups_are_listed_with_their_state_and_members() => _python.PassesAsync("groups_are_listed");

    [Fact]
    public async Task Topics_can_be_used_as_soon_as_their_creation_is_answered()
    {
        BrokerUnderTest.NeedsOurNode();
        await _python.PassesAsync("topics_can_be_used_as_soon_as_their_creation_is_answered");
    }

    [Fact]
    public async Task Transactions_are_refused_at_once_with_an_error_that_ends_them()
    {
        BrokerUnderTest.NeedsOurNode();
        await _python.PassesAsync("transactions_are_refused_at_once");
    }
}
