namespace Vicinity.Weather.Redis.Tests;

public sealed class RedisProxyLeaseTests(ServerFixture servers)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_proxy_holds_the_lease_under_one_term_and_the_next_gets_a_greater_one_when_it_is_released()
    {
        await using var connection = new RedisConnection(servers.Settings());
        await using var first = new RedisProxyLease(connection, "proxy");
        await using var second = new RedisProxyLease(connection, "proxy");
        long term = (await first.HoldAsync(Cancel)).ShouldNotBeNull();
        (await second.HoldAsync(Cancel)).ShouldBeNull();
        (await first.HoldAsync(Cancel)).ShouldBe(term);
        (await second.NewestTermAsync(Cancel)).ShouldBe(term);
        await second.ReleaseAsync(Cancel);
        (await second.HoldAsync(Cancel)).ShouldBeNull();
        await first.ReleaseAsync(Cancel);
        (await second.HoldAsync(Cancel)).ShouldNotBeNull().ShouldBeGreaterThan(term);
        (await first.HoldAsync(Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_lease_that_is_not_renewed_goes_to_another_and_the_old_holder_learns_it()
    {
        await using var connection = new RedisConnection(servers.Settings() with { LeaseMs = 200 });
        await using var paused = new RedisProxyLease(connection, "paused");
        await using var next = new RedisProxyLease(connection, "next");
        long term = (await paused.HoldAsync(Cancel)).ShouldNotBeNull();
        long? taken = null;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while ((taken = await next.HoldAsync(Cancel)) is null) await Task.Delay(20, patience.Token);
        taken.Value.ShouldBeGreaterThan(term);
        (await paused.HoldAsync(Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Terms_rise_also_over_a_Redis_that_was_killed_and_one_that_lost_its_memory()
    {
        await using RedisServer server = await RedisServer.StartNewAsync();
        long last = 0;
        foreach (bool forgets in new[] { false, false, true })
        {
            await using var connection = new RedisConnection(server.Settings());
            await using var lease = new RedisProxyLease(connection, "proxy");
            long term = (await lease.HoldAsync(Cancel)).ShouldNotBeNull();
            term.ShouldBeGreaterThan(last);
            last = term;
            await lease.ReleaseAsync(Cancel);
            if (forgets) await connection.CallAsync(database => database.KeyDeleteAsync([connection.Key("term"), connection.Key("lease")]), Cancel);
            else
            {
                await server.KillAsync();
                (await Should.ThrowAsync<TransportException>(lease.HoldAsync(Cancel))).Message.ShouldContain($"Redis at {server.Address}");
                await server.StartAsync();
            }
        }
        await using var after = new RedisConnection(server.Settings());
        await using var fresh = new RedisProxyLease(after, "proxy");
        (await fresh.HoldAsync(Cancel)).ShouldNotBeNull().ShouldBeGreaterThan(last);
    }
}
