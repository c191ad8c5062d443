using System.Buffers;
using Npgsql;
using Vicinity.Client;

namespace Vicinity.Contacts.Postgres.Tests;

/// <summary>The compact frames of a crowd, over a real node and a real PostgreSQL.</summary>
public sealed class CrowdStoreTests(ServerFixture server)
{
    private const string Run = "a crowd";
    private const int People = 150;
    private const int Lifetime = 60;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory(Timeout = 180_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Frames_give_what_the_reports_of_single_people_give_also_where_the_store_ends_between_two_key_frames(bool restarts)
    {
        await using TestNode node = TestNode.StartNew();
        await using TestDatabase database = await server.NewAsync();
        ContactsOptions options = new() { BootstrapServers = node.Address, Partitions = 2, Store = database.Text, StoreWaitMs = 20, StoreMostReports = 500 };
        long start = (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 600_000) / 1000 * 1000;
        (Crowd Crowd, CrowdReports Reports, CrowdFrames Frames) = New();
        var expected = new List<PersonMessage>();
        await using (var admin = new Admin(new AdminOptions { BootstrapServers = node.Address })) await admin.EnsureTopicAsync(options.Topic, options.Partitions, cancel: Cancel);
        await using var producer = new Producer(new ProducerOptions { BootstrapServers = node.Address });
        var output = new ArrayBufferWriter<byte>();
        long records = 0;
        // Neither a multiple of the ticks between key frames nor one less; and ticks after the last death, which tell that contacts have ended.
        foreach (int until in (int[])[21, 42, Lifetime + 3])
        {
            await using RunningStore store = await RunningStore.StartAsync(options);
            while (Crowd.Tick < until)
            {
                Crowd.Step();
                long time = start + Crowd.Tick * 1000L;
                Reports.Look(time);
                Frames.Look(time);
                output.ResetWrittenCount();
                while (Reports.TryWrite(output, out int key, out _))
                {
                    expected.Add(MessageJson.Read(output.WrittenSpan[key..], MessageBounds.Report, time, TimeZoneInfo.Utc));
                    output.ResetWrittenCount();
                }
                while (Frames.TryWrite(output, out int key, out _))
                {
                    await producer.SendAsync(options.Topic, output.WrittenSpan[..key], output.WrittenSpan[key..]);
                    records++;
                    output.ResetWrittenCount();
                }
            }
            if (!restarts && until < Lifetime) continue;
            await RunningStore.UntilAsync(async () => await StoredAsync(database) == records, $"all {records} records are stored", store);
            store.Service.Status.LeftOut.ShouldBe(0);
        }

        await new ExpectedState(expected).ShouldBeInAsync(database);
        (await database.AskAsync<long>("select count(*) from contacts.people where health = 4")).ShouldBe(People);
    }

    private static (Crowd Crowd, CrowdReports Reports, CrowdFrames Frames) New()
    {
        var crowd = new Crowd(new Rules(new SimulationParameters { FieldWidth = 40, FieldHeight = 40, Lifetime = Lifetime }, 11));
        for (int i = 0; i < People; i++) crowd.Add(infected: i < 3);
        return (crowd, new CrowdReports(Run, crowd), new CrowdFrames(Run, crowd));
    }

    private static async Task<long> StoredAsync(TestDatabase database)
    {
        try
        {
            return await database.AskAsync<long>("select coalesce(sum(next), 0)::bigint from contacts.offsets");
        }
        catch (PostgresException absent) when (absent.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            return -1;
        }
    }
}
