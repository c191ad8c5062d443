using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Storage;
using QuorumFetchRequest = Vicinity.Consensus.FetchRequest;
using QuorumVoteRequest = Vicinity.Consensus.VoteRequest;

namespace Vicinity.Broker.Tests;

public sealed class QuorumDriverTests : IDisposable
{
    private static readonly Voter s_self = new(1, Guid.NewGuid());
    private static readonly Voter s_second = new(2, Guid.NewGuid());
    private static readonly Voter s_third = new(3, Guid.NewGuid());

    private readonly FlushLoop _flushLoop;
    private readonly NodeMetrics _metrics = new();
    private readonly VoteJournal _votes;
    private readonly PartitionLog _log;
    private readonly ReplicaContext _context;
    private readonly QuorumDriver _driver;

    public QuorumDriverTests()
    {
        var disk = new SimulatedFileSystem();
        disk.CreateFolder("/data");
        _flushLoop = new FlushLoop(1, _metrics);
        _votes = VoteJournal.Open(disk, "/data");
        _context = new ReplicaContext
        {
            NodeId = s_self.NodeId,
            FlushLoop = _flushLoop,
            Deadlines = new DeadlineLoop(),
            Votes = _votes,
            Timers = new QuorumTimers(),
            Time = TimeProvider.System,
            Log = new LogEvents(),
            Events = new ClusterEvents(TimeProvider.System),
        };
        _log = PartitionLog.Open(disk, "/data/t-0", new LogOptions { FirstVoters = [s_self, s_second, s_third] }, SyncedBound.None, TimeProvider.System);
        _driver = new QuorumDriver(new("t", 0), s_self, _log, VoteRecord.None, new TopicConfig(new Dictionary<string, string>(), new Dictionary<string, string>()), _context, 0);
    }

    public void Dispose()
    {
        _log.Dispose();
        _votes.Dispose();
        _context.Deadlines.Dispose();
        _flushLoop.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public void A_leader_that_was_current_serves_readers_when_it_has_lost_its_majority()
    {
        BecomeLeader();
        _driver.Leadership.IsCurrent.ShouldBeFalse();
        _driver.Fetched(new QuorumFetchRequest(s_second, _driver.Epoch, _log.End), false, out _);
        _driver.Leadership.IsCurrent.ShouldBeTrue();

        LoseMajority();

        _driver.Leadership.ServesReads.ShouldBeTrue();
    }

    [Fact]
    public void A_leader_that_lost_its_majority_before_it_knew_what_is_deleted_serves_no_reader()
    {
        BecomeLeader();
        _driver.Leadership.ServesReads.ShouldBeTrue("readers wait");

        LoseMajority();

        _driver.Leadership.ServesReads.ShouldBeFalse();
    }

    [Fact]
    public void A_leader_that_can_store_nothing_serves_readers_only_if_it_knows_what_is_deleted()
    {
        BecomeLeader();
        _driver.Leadership.ReadsAlone.ServesReads.ShouldBeFalse();

        _driver.Fetched(new QuorumFetchRequest(s_second, _driver.Epoch, _log.End), false, out _);

        _driver.Leadership.ReadsAlone.ServesReads.ShouldBeTrue();
    }

    private void BecomeLeader()
    {
        _driver.Put((quorum, now, actions) => quorum.Campaign(now, actions));
        var asked = new QuorumVoteRequest(s_self, s_second, _driver.Epoch, _log.End, false);
        _driver.Put((quorum, now, actions) => quorum.OnVoteAnswer(s_second, asked, new VoteAnswer(QuorumError.None, asked.Epoch, -1, true, false), now, actions));
        _driver.Leads.ShouldBeTrue();
    }

    private void LoseMajority()
    {
        _driver.Put((quorum, now, actions) => quorum.Tick(now + 10_000, actions));
        _driver.Leadership.Role.ShouldBe(QuorumRole.Unattached);
        _driver.Leadership.LostAtMs.ShouldBeGreaterThanOrEqualTo(0);
    }
}
