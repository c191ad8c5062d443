namespace Vicinity.Weather.Redis.Tests;

public sealed class RedisCoefficientStoreTests(ServerFixture servers)
{
    private static readonly long s_now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Coefficients_come_back_by_kind_as_they_were_stored_in_the_order_of_their_detection_times()
    {
        await using var connection = new RedisConnection(servers.Settings());
        var store = new RedisCoefficientStore(connection);
        Coefficient late = Air("a", 2, s_now, 0.86), early = Air("b", 1, s_now - 500, 0.1 + 0.2), place = Air("c:1", 7, s_now - 200, 0);
        place = place with { Reading = place.Reading with { Place = "Küche | links" } };
        var pollution = new Coefficient(new Reading("a", 3, ReadingKind.Pollution, s_now, 400.25), 1);
        var wind = new Coefficient(new Reading("w", 1, ReadingKind.Wind, s_now, 359.9, 12.5), null);
        (await store.AddAsync([late, early, place, pollution, wind], Cancel)).ShouldBe(5);
        (await store.ReadAsync(ReadingKind.Air, 0, s_now + 1, Cancel)).ShouldBe([early, place, late]);
        (await store.ReadAsync(ReadingKind.Pollution, 0, s_now + 1, Cancel)).ShouldBe([pollution]);
        (await store.ReadAsync(ReadingKind.Wind, 0, s_now + 1, Cancel)).ShouldBe([wind]);
    }

    [Fact]
    public async Task A_reading_that_comes_again_changes_nothing_also_with_another_value_time_or_kind()
    {
        await using var connection = new RedisConnection(servers.Settings());
        var store = new RedisCoefficientStore(connection);
        Coefficient first = Air("s", 17, s_now, 0.5);
        (await store.AddAsync([first], Cancel)).ShouldBe(1);
        (await store.AddAsync([first, Air("s", 17, s_now, 0.9), Air("s", 17, s_now + 1, 0.5), new Coefficient(new Reading("s", 17, ReadingKind.Pollution, s_now, 400), 1), Air("s", 18, s_now, 0.5)], Cancel)).ShouldBe(1);
        (await store.ReadAsync(ReadingKind.Air, 0, s_now + 2, Cancel)).ShouldBe([first, Air("s", 18, s_now, 0.5)]);
        (await store.ReadAsync(ReadingKind.Pollution, 0, s_now + 2, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_interval_has_its_beginning_and_not_its_end()
    {
        await using var connection = new RedisConnection(servers.Settings());
        var store = new RedisCoefficientStore(connection);
        await store.AddAsync([Air("s", 1, s_now - 1, 1), Air("s", 2, s_now, 1), Air("s", 3, s_now + 9, 1), Air("s", 4, s_now + 10, 1)], Cancel);
        (await store.ReadAsync(ReadingKind.Air, s_now, s_now + 10, Cancel)).Select(coefficient => coefficient.Reading.Number).ShouldBe([2, 3]);
    }

    [Fact]
    public async Task More_coefficients_of_one_moment_than_a_page_holds_are_all_read_once()
    {
        await using var connection = new RedisConnection(servers.Settings());
        var store = new RedisCoefficientStore(connection);
        const int Many = RedisCoefficientStore.PageSize + 2_345;
        (await store.AddAsync([.. Enumerable.Range(0, Many).Select(number => Air("s", number, s_now, 1)), .. Enumerable.Range(Many, 5_000).Select(number => Air("s", number, s_now + number, 1))], Cancel)).ShouldBe(Many + 5_000);
        IReadOnlyList<Coefficient> read = await store.ReadAsync(ReadingKind.Air, s_now, long.MaxValue, Cancel);
        read.Select(coefficient => coefficient.Reading.Number).Order().ShouldBe(Enumerable.Range(0, Many + 5_000).Select(number => (long)number));
    }

    [Fact]
    public async Task Windows_that_got_something_after_a_position_are_found_and_repeated_readings_are_no_change()
    {
        await using var connection = new RedisConnection(servers.Settings());
        var store = new RedisCoefficientStore(connection);
        long window = s_now / 1_000;
        await store.AddAsync([Air("s", 1, window * 1_000, 1), Air("s", 2, window * 1_000 + 999, 1), Air("s", 3, (window + 1) * 1_000, 1)], Cancel);
        StoreChanges first = await store.ChangesAsync(0, 1_000, Cancel);
        first.Windows.ShouldBe([window, window + 1]);
        await store.AddAsync([Air("s", 3, (window + 1) * 1_000, 1)], Cancel);
        StoreChanges none = await store.ChangesAsync(first.Position, 1_000, Cancel);
        none.Windows.ShouldBeEmpty();
        none.Position.ShouldBe(first.Position);
        await store.AddAsync([Air("s", 4, (window - 5) * 1_000 + 1, 1), Air("s", 5, window * 1_000, 1)], Cancel);
        StoreChanges second = await store.ChangesAsync(first.Position, 1_000, Cancel);
        second.Windows.ShouldBe([window - 5, window]);
        (await store.ChangesAsync(second.Position, 1_000, Cancel)).Windows.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_position_of_a_store_that_lost_its_memory_begins_anew()
    {
        await using var connection = new RedisConnection(servers.Settings());
        var store = new RedisCoefficientStore(connection);
        await store.AddAsync([Air("s", 1, s_now, 1)], Cancel);
        StoreChanges changes = await store.ChangesAsync(1_000_000, 1_000, Cancel);
        changes.Windows.ShouldBe([s_now / 1_000]);
        changes.Position.ShouldBe(1);
    }

    [Fact]
    public async Task A_coefficient_goes_after_its_time_and_one_that_comes_later_than_that_is_counted_and_not_stored()
    {
        await using var connection = new RedisConnection(servers.Settings() with { KeepMs = 60_000, HeldMs = 0 });
        var store = new RedisCoefficientStore(connection);
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        (await store.AddAsync([Air("s", 1, now - 58_000, 1), Air("s", 2, now, 1), Air("s", 3, now - 60_001, 1)], Cancel)).ShouldBe(2);
        (await store.NotKeptAsync(Cancel)).ShouldBe((0, 1));
        long number = 10;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while ((await store.ReadAsync(ReadingKind.Air, 0, now, Cancel)).Count > 0)
        {
            await Task.Delay(100, patience.Token);
            await store.AddAsync([Air("s", number++, now, 1)], Cancel);
        }
        (await store.ReadAsync(ReadingKind.Air, now, now + 1, Cancel)).Count.ShouldBe((int)(number - 10) + 1);
        long members = await connection.CallAsync(database => database.SetLengthAsync(connection.Key("identities")), Cancel);
        members.ShouldBe(number - 10 + 1);
    }

    [Fact]
    public async Task The_oldest_make_room_when_there_are_too_many_and_are_counted()
    {
        await using var connection = new RedisConnection(servers.Settings() with { MostCoefficients = 10, HeldMs = 1_000 });
        var store = new RedisCoefficientStore(connection);
        (await store.AddAsync([.. Enumerable.Range(0, 10).Select(number => Air("s", number, s_now - 60_000 + number, 1))], Cancel)).ShouldBe(10);
        (await store.AddAsync([Air("s", 10, s_now, 1), Air("s", 11, s_now, 1)], Cancel)).ShouldBe(2);
        IReadOnlyList<Coefficient> left = await store.ReadAsync(ReadingKind.Air, 0, s_now + 1, Cancel);
        left.Count.ShouldBeLessThanOrEqualTo(10);
        left.Select(coefficient => coefficient.Reading.Number).ShouldContain(11);
        (await store.NotKeptAsync(Cancel)).Bound.ShouldBe(12 - left.Count);
    }

    [Fact]
    public async Task A_store_full_of_young_coefficients_refuses_more_with_value_bound_and_reason_and_stores_none()
    {
        await using var connection = new RedisConnection(servers.Settings() with { MostCoefficients = 10 });
        var store = new RedisCoefficientStore(connection);
        Coefficient[] held = [.. Enumerable.Range(0, 10).Select(number => Air("s", number, s_now, 1))];
        await store.AddAsync(held, Cancel);
        (await Should.ThrowAsync<TransportException>(store.AddAsync([Air("s", 10, s_now, 1)], Cancel))).Message
            .ShouldBe("the store has 10 coefficients of the kind air that are younger than 900000 ms, which is the most that it may: these are not stored");
        (await store.ReadAsync(ReadingKind.Air, 0, s_now + 1, Cancel)).Count.ShouldBe(10);
    }

    [Fact]
    public async Task What_was_acknowledged_is_there_once_after_Redis_was_killed_while_many_wrote_and_is_back()
    {
        await using RedisServer server = await RedisServer.StartNewAsync();
        await using var connection = new RedisConnection(server.Settings());
        var store = new RedisCoefficientStore(connection);
        int acknowledged = 0, away = 0;
        async Task WriteAsync(string sensor)
        {
            for (int number = 0; number < 200; number++)
            {
                while (true)
                {
                    try
                    {
                        // Each is sent at least twice; only one of them may be new.
                        int added = await store.AddAsync([Air(sensor, number, s_now + number, 1)], Cancel);
                        added += await store.AddAsync([Air(sensor, number, s_now + number, 0.5)], Cancel);
                        added.ShouldBeLessThanOrEqualTo(1);
                        Interlocked.Increment(ref acknowledged);
                        break;
                    }
                    catch (TransportException gone)
                    {
                        gone.Message.ShouldContain(server.Address);
                        Interlocked.Increment(ref away);
                        await Task.Delay(20, Cancel);
                    }
                }
            }
        }
        Task[] writers = [.. Enumerable.Range(0, 4).Select(writer => Task.Run(() => WriteAsync($"sensor{writer}"), Cancel))];
        while (Volatile.Read(ref acknowledged) < 100) await Task.Delay(5, Cancel);
        await server.KillAsync();
        while (Volatile.Read(ref away) < 4) await Task.Delay(5, Cancel);
        await server.StartAsync();
        await Task.WhenAll(writers).WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        IReadOnlyList<Coefficient> all = await store.ReadAsync(ReadingKind.Air, 0, long.MaxValue, Cancel);
        all.Count.ShouldBe(800);
        all.DistinctBy(coefficient => (coefficient.Reading.Sensor, coefficient.Reading.Number)).Count().ShouldBe(800);
        all.ShouldAllBe(coefficient => coefficient.Value == 1);
    }

    [Fact]
    public async Task A_Redis_that_stands_still_fails_the_call_in_time_and_the_repeated_call_counts_once()
    {
        await using RedisServer server = await RedisServer.StartNewAsync();
        await using var connection = new RedisConnection(server.Settings() with { TimeoutMs = 500 });
        var store = new RedisCoefficientStore(connection);
        await store.AddAsync([Air("s", 1, s_now, 1)], Cancel);
        await server.SignalAsync("STOP");
        try
        {
            (await Should.ThrowAsync<TransportException>(store.AddAsync([Air("s", 2, s_now, 1)], Cancel).WaitAsync(TimeSpan.FromSeconds(10), Cancel))).Message.ShouldContain("gave no answer within 500 ms");
        }
        finally
        {
            await server.SignalAsync("CONT");
        }
        await RetryAsync(() => store.AddAsync([Air("s", 2, s_now, 1)], Cancel));
        (await RetryAsync(() => store.ReadAsync(ReadingKind.Air, 0, long.MaxValue, Cancel))).Count.ShouldBe(2);
    }

    private static async Task<T> RetryAsync<T>(Func<Task<T>> call)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            try
            {
                return await call();
            }
            catch (TransportException)
            {
                await Task.Delay(50, patience.Token);
            }
        }
    }

    private static Coefficient Air(string sensor, long number, long time, double value) => new(new Reading(sensor, number, ReadingKind.Air, time, 20.5, 40.25), value);
}
