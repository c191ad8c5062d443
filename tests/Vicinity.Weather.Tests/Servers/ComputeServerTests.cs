using Microsoft.Extensions.Time.Testing;

namespace Vicinity.Weather.Tests;

public sealed class ComputeServerTests
{
    private static readonly Reading s_air = new("s1", 1, ReadingKind.Air, 1000, 25, 50), s_pollution = new("s2", 1, ReadingKind.Pollution, 1000, 350);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_reading_gets_its_own_coefficient_and_is_stored_with_its_time()
    {
        await using var store = new MemoryStore();
        var server = new ComputeServer(store, new ServerOptions(), TimeProvider.System, () => 0);
        IReadOnlyList<Coefficient> coefficients = await server.ProcessAsync([s_air, s_pollution], Cancel);
        coefficients.ShouldBe([new Coefficient(s_air, 0.86), new Coefficient(s_pollution, 0.63)]);
        (await store.ReadAsync(ReadingKind.Air, 1000, 1001, Cancel)).ShouldBe([coefficients[0]]);
    }

    [Fact]
    public async Task A_repeated_reading_counts_once()
    {
        await using var store = new MemoryStore();
        var server = new ComputeServer(store, new ServerOptions(), TimeProvider.System, () => 0);
        await server.ProcessAsync([s_air], Cancel);
        await server.ProcessAsync([s_air, s_pollution], Cancel);
        store.Count.ShouldBe(2);
        (server.Readings, server.Repeated).ShouldBe((3L, 1L));
    }

    [Fact]
    public async Task A_server_that_is_to_think_takes_that_long()
    {
        var time = new FakeTimeProvider();
        await using var store = new MemoryStore();
        var server = new ComputeServer(store, new ServerOptions { LeastThink = TimeSpan.FromSeconds(0.5), MostThink = TimeSpan.FromSeconds(3.5) }, time, () => 0.5);
        Task<IReadOnlyList<Coefficient>> working = server.ProcessAsync([s_air], Cancel);
        time.Advance(TimeSpan.FromSeconds(1.99));
        working.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(0.02));
        await working.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        store.Count.ShouldBe(1);
    }

    [Fact]
    public void A_time_to_think_that_ends_before_it_begins_is_refused() =>
        new ServerOptions { LeastThink = TimeSpan.FromSeconds(2), MostThink = TimeSpan.FromSeconds(1) }.Problems().ShouldHaveSingleItem().ShouldStartWith("the time to think is 2 to 1 s, not between 0 and 60 s");
}
