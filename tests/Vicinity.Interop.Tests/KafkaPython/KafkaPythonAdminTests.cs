namespace Vicinity.Interop.Tests;

/// <summary>kafka-python 2.0.2 administers topics and groups.</summary>
public sealed class KafkaPythonAdminTests
{
    private readonly PythonScript _python;

    public KafkaPythonAdminTests(BrokerUnderTest broker)
    {
        Installed.NeedsKafkaPython();
        _python = new PythonScript("kafka_python.py", broker);
    }

    [Fact]
    public Task Topics_are_created_described_changed_and_deleted() => _python.PassesAsync("topics_are_created_changed_and_deleted");

    [Fact]
    public Task Groups_are_listed_described_and_deleted() => _python.PassesAsync("groups_are_listed_described_and_deleted");
}
