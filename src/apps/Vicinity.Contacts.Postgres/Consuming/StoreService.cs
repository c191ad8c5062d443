using Microsoft.Extensions.Logging;
using Npgsql;
using Vicinity.Client;
using Vicinity.Feeds;
using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Contacts.Postgres;

/// <summary>
/// Takes reports from the log to the database, as a member of a consumer group. What is read is written in one transaction with the place behind it, so each record is stored once, whatever is
/// killed and whoever else reads. While the database is away it waits, and stays a member; the log keeps everything.
/// </summary>
public sealed partial class StoreService : SupervisedService, IReportStore, IRebalanceListener
{
    private static readonly TimeSpan s_idle = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_shortestPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_forgetEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_delayedAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_runsPatience = TimeSpan.FromSeconds(10);

    private readonly ContactsOptions _options;
    private readonly StoreConnection _place;
    private readonly NpgsqlDataSource _database;
    private readonly ErasedPeople _erased;
    private readonly RunList _runs;
    private readonly RunFollower _runsRead;
    private readonly ILogger _log;
    private readonly ReportBatch _batch;
    private readonly Dictionary<TopicPartition, CrowdReader> _crowds = [];
    private readonly Backoff _backoff = new(s_shortestPause, s_longestPause);
    private readonly List<PersonMessage> _warmReports = [];
    private readonly List<CrowdContact> _warmContacts = [];
    private StoreWriter? _writer;
    private bool _reload = true;
    private int _erasedHere;
    private long _pendingSince, _forgotAt;
    private long _reports, _contacts, _infections, _leftOut, _troubleSince, _behindSince;
    private volatile string? _problem;
    private TaskCompletionSource _round = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Begins when it is started.</summary>
    public StoreService(ContactsOptions options, StoreConnection place, NpgsqlDataSource database, ErasedPeople erased, RunList runs, RunFollower runsRead, ILogger<StoreService> log, TimeProvider? time = null)
        : base(log, time ?? TimeProvider.System)
    {
        (_options, _place, _database, _erased, _runs, _runsRead, _log) = (options, place, database, erased, runs, runsRead, log);
        _batch = new ReportBatch(options.StoreMostReports, runs);
    }

    /// <inheritdoc/>
    public StoreStatus Status
    {
        get
        {
            long now = Now, since = Interlocked.Read(ref _troubleSince) is var trouble and > 0 ? trouble : Interlocked.Read(ref _behindSince);
            double behind = since == 0 ? 0 : (now - since) / 1000.0;
            return new StoreStatus(
                _place.ToString(), behind > s_delayedAfter.TotalSeconds, Math.Max(0, behind), _problem,
                Interlocked.Read(ref _reports), Interlocked.Read(ref _contacts), Interlocked.Read(ref _infections), Interlocked.Read(ref _leftOut));
        }
    }

    /// <summary>Completes with the next round of reading and writing, whether it brought something, nothing, or trouble; rounds follow each other several times a second.</summary>
    internal Task NextRound => Volatile.Read(ref _round).Task;

    private long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    ValueTask IRebalanceListener.OnAssignedAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancel) => Reload();

    ValueTask IRebalanceListener.OnRevokedAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancel) => Reload();

    ValueTask IRebalanceListener.OnLostAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancel) => Reload();

    /// <inheritdoc/>
    protected override async Task WorkAsync(CancellationToken cancel)
    {
        await using var admin = new Admin(new AdminOptions { BootstrapServers = _options.BootstrapServers, ClientId = "vicinity-contacts-store" }, Time);
        await using var consumer = new Consumer(
            new ConsumerOptions
            {
                BootstrapServers = _options.BootstrapServers,
                ClientId = "vicinity-contacts-store",
                GroupId = _options.StoreGroup,
                AutoOffsetReset = OffsetReset.Earliest,
                EnableAutoCommit = false,
                // A consumer that is killed leaves its share waiting for so long.
                SessionTimeout = TimeSpan.FromSeconds(10),
            },
            Time);
        consumer.Subscribe(TopicFilter.Topics(_options.Topic), this);
        var places = new PartitionPlaces(admin, _log);
        _reload = true;
        // Which reports belong to their simulation is known from its run. They are stored without the runs rather than not at all.
        await _runsRead.WaitUntilReadAsync(s_runsPatience, cancel).ConfigureAwait(false);
        try
        {
            while (!cancel.IsCancellationRequested) await GoOnAsync(consumer, places, cancel).ConfigureAwait(false);
        }
        finally
        {
            _batch.Clear();
            await CloseAsync().ConfigureAwait(false);
        }
    }

    private void TellRound() => Interlocked.Exchange(ref _round, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    private ValueTask Reload()
    {
        _reload = true;
        return ValueTask.CompletedTask;
    }

    private async Task GoOnAsync(Consumer consumer, PartitionPlaces places, CancellationToken cancel)
    {
        try
        {
            await RoundAsync(consumer, places, cancel).ConfigureAwait(false);
            TellRound();
        }
        catch (FencedException fenced)
        {
            LogFenced(fenced.Message);
            _reload = true;
            TellRound();
            await WaitAsync(consumer, _backoff.Next(Random.Shared.NextDouble()), cancel).ConfigureAwait(false);
        }
        catch (Exception away) when (!cancel.IsCancellationRequested && (away is ClientException || StoreConnection.IsAway(away)))
        {
            if (away is not ClientException) await CloseAsync().ConfigureAwait(false);
            Trouble(away is ClientException ? $"the log does not answer: {away.Message}" : $"PostgreSQL at {_place} does not take anything: {away.Message}");
            _reload = true;
            TellRound();
            await WaitAsync(consumer, _backoff.Next(Random.Shared.NextDouble()), cancel).ConfigureAwait(false);
        }
        catch (StoreException wrong) when (!cancel.IsCancellationRequested)
        {
            await CloseAsync().ConfigureAwait(false);
            Trouble(wrong.Message);
            _reload = true;
            TellRound();
            await WaitAsync(consumer, _backoff.Next(Random.Shared.NextDouble()), cancel).ConfigureAwait(false);
        }
    }

    private async Task RoundAsync(Consumer consumer, PartitionPlaces places, CancellationToken cancel)
    {
        if (_writer is null)
        {
            _writer = await StoreWriter.OpenAsync(_database, _options, Time, cancel).ConfigureAwait(false);
            // The database may be another one, or one that was restored.
            _erasedHere = 0;
        }
        if (_erased.Count is var erased && erased != _erasedHere)
        {
            await _writer.EraseAsync(_erased.After(_erasedHere), cancel).ConfigureAwait(false);
            _erasedHere = erased;
        }
        if (_reload)
        {
            _reload = false;
            _batch.Clear();
            _crowds.Clear();
            await places.LoadAsync(_writer, consumer, cancel).ConfigureAwait(false);
            consumer.Resume(consumer.Assignment);
        }
        await ForgetWhenDueAsync(_writer, cancel).ConfigureAwait(false);
        await ReadAsync(consumer, places, _batch.IsEmpty ? s_idle : Remaining(), cancel).ConfigureAwait(false);
        if (_reload) return;
        if (_batch.IsEmpty)
        {
            Well(consumer.IsCaughtUp);
            return;
        }
        if (!_batch.HasDeath && _batch.Reports.Count < _options.StoreBatch && Remaining() > TimeSpan.Zero) return;
        // Who is behind takes all that is there already.
        while (!_batch.IsFull && await ReadAsync(consumer, places, TimeSpan.Zero, cancel).ConfigureAwait(false))
        {
            if (_reload) return;
        }
        if (_reload) return;
        await WriteAsync(_writer, consumer, places, cancel).ConfigureAwait(false);
    }

    private async Task<bool> ReadAsync(Consumer consumer, PartitionPlaces places, TimeSpan wait, CancellationToken cancel)
    {
        if (await consumer.PollAsync(wait, cancel).ConfigureAwait(false) is not { } batch) return false;
        // What comes with a rebalance comes again from where the database has it.
        if (_reload) return true;
        if (_batch.IsEmpty) _pendingSince = Time.GetTimestamp();
        long from = places.All[batch.Partition].From;
        if (!_crowds.TryGetValue(batch.Partition, out CrowdReader? crowds)) _crowds[batch.Partition] = crowds = new CrowdReader(_options);
        foreach (Record record in batch)
        {
            if (record.Offset >= from) _batch.Take(batch.Partition, record, crowds, Time);
            else Warm(crowds, record);
        }
        if (batch.NextOffset < from) return true;
        _batch.Reach(batch.Partition, Math.Max(from, batch.NextOffset));
        return true;
    }

    /// <summary>Reads the frame of a crowd that is stored already: what comes after it tells what has changed since.</summary>
    private void Warm(CrowdReader crowds, in Record record)
    {
        if (!ReportReader.TryRead(record.Value.Span, Time, out Report read, out _, out _) || read.Person is not null || _runs.WhyNot(read) is not null) return;
        crowds.Take(read.Frame, record.Offset, _warmReports, _warmContacts);
        _warmReports.Clear();
        _warmContacts.Clear();
    }

    private long? WarmFrom(TopicPartition partition) => _crowds.TryGetValue(partition, out CrowdReader? crowds) ? crowds.WarmFrom : null;

    private async Task WriteAsync(StoreWriter writer, Consumer consumer, PartitionPlaces places, CancellationToken cancel)
    {
        try
        {
            Count(await writer.WriteAsync(_batch.Reports, _batch.Next, places.All, cancel, _batch.CrowdContacts, WarmFrom).ConfigureAwait(false), _batch.Reports.Count);
        }
        catch (PostgresException refused) when (refused.SqlState[..2] is "22" or "23")
        {
            // Something in it cannot be stored: one by one, so that it costs nothing else. A kill meanwhile repeats some, which changes nothing.
            foreach (PersonMessage report in _batch.Reports) await WriteAloneAsync(writer, report, cancel).ConfigureAwait(false);
            await writer.WriteAsync([], _batch.Next, places.All, cancel, _batch.CrowdContacts, WarmFrom).ConfigureAwait(false);
        }
        places.Move(_batch.Next);
        Interlocked.Add(ref _leftOut, _batch.LeftOut);
        long written = _batch.Written;
        var next = new Dictionary<TopicPartition, long>(_batch.Next);
        _batch.Clear();
        Well(consumer.IsCaughtUp, written);
        await CommitAsync(consumer, next, cancel).ConfigureAwait(false);
    }

    private async Task WriteAloneAsync(StoreWriter writer, PersonMessage report, CancellationToken cancel)
    {
        try
        {
            Count(await writer.WriteAsync([report], new Dictionary<TopicPartition, long>(), new Dictionary<TopicPartition, PartitionPlace>(), cancel).ConfigureAwait(false), 1);
        }
        catch (PostgresException refused) when (refused.SqlState[..2] is "22" or "23")
        {
            Interlocked.Increment(ref _leftOut);
            LogLeftOut(report.Person, refused.MessageText);
        }
    }

    private void Count(WrittenBatch written, int reports)
    {
        Interlocked.Add(ref _reports, reports);
        Interlocked.Add(ref _contacts, written.Contacts);
        Interlocked.Add(ref _infections, written.Infections);
        Interlocked.Add(ref _leftOut, written.TooOld + written.OfErased);
    }

    private async Task CommitAsync(Consumer consumer, Dictionary<TopicPartition, long> next, CancellationToken cancel)
    {
        try
        {
            await consumer.CommitAsync(next, cancel).ConfigureAwait(false);
        }
        catch (ClientException refused)
        {
            // The database knows where to go on; the group's offsets are for those who look.
            LogNotCommitted(refused.Message);
        }
    }

    private async Task ForgetWhenDueAsync(StoreWriter writer, CancellationToken cancel)
    {
        if (_forgotAt != 0 && Time.GetElapsedTime(_forgotAt) < s_forgetEvery) return;
        _forgotAt = Time.GetTimestamp();
        (long rows, int partitions) = await writer.ForgetAsync(cancel).ConfigureAwait(false);
        if (rows + partitions > 0) LogForgot(rows, partitions, _options.RetentionDays);
    }

    /// <summary>Waits, and stays a member of the group: its partitions are paused, not given up.</summary>
    private async Task WaitAsync(Consumer consumer, TimeSpan pause, CancellationToken cancel)
    {
        long began = Time.GetTimestamp();
        while (pause - Time.GetElapsedTime(began) is { Ticks: > 0 } left)
        {
            try
            {
                consumer.Pause(consumer.Assignment);
                await consumer.PollAsync(left, cancel).ConfigureAwait(false);
            }
            catch (ClientException)
            {
                await Task.Delay(left, Time, cancel).ConfigureAwait(false);
            }
        }
    }

    private TimeSpan Remaining()
    {
        TimeSpan left = TimeSpan.FromMilliseconds(_options.StoreWaitMs) - Time.GetElapsedTime(_pendingSince);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void Trouble(string problem)
    {
        if (Interlocked.CompareExchange(ref _troubleSince, Now, 0) == 0) LogAway(problem);
        _problem = problem;
    }

    private void Well(bool caughtUp, long written = 0)
    {
        _backoff.Reset();
        if (Interlocked.Exchange(ref _troubleSince, 0) != 0) LogBack(_place.ToString());
        _problem = null;
        if (caughtUp) Interlocked.Exchange(ref _behindSince, 0);
        else if (written > 0) Interlocked.Exchange(ref _behindSince, written);
    }

    private async Task CloseAsync()
    {
        if (_writer is not { } writer) return;
        _writer = null;
        await writer.DisposeAsync().ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nothing is stored until it can be; the log keeps everything: {Reason}")]
    private partial void LogAway(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "PostgreSQL at {Place} takes reports again")]
    private partial void LogBack(string place);

    [LoggerMessage(Level = LogLevel.Information, Message = "Reports are read again from where the database has them: {Reason}")]
    private partial void LogFenced(string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The group's offsets were not committed: {Reason}")]
    private partial void LogNotCommitted(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A report of {Person} cannot be stored and is left out: {Reason}")]
    private partial void LogLeftOut(Guid person, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Rows} rows and {Partitions} partitions older than {Days} days were deleted")]
    private partial void LogForgot(long rows, int partitions, int days);
}
