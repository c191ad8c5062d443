using System.Runtime.CompilerServices;

namespace Vicinity.Traffic.Tests;

public sealed class PositionHistoryTests
{
    private const long Now = 1_788_000_000_000;
    private const int Vehicles = 500;
    private const int Positions = 1_000_000;
    private const long Span = 3_600_000;

    private readonly VehicleTable _vehicles = new(Vehicles);
    private readonly PositionHistory _history;

    public PositionHistoryTests()
    {
        _history = new PositionHistory(_vehicles, TimeSpan.FromMilliseconds(Span), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(10), Positions * 2);
        for (int i = 0; i < Vehicles; i++) _vehicles.TryAdd($"v{i}", out _);
        // They stay known when the history lets go of them.
        for (int i = 0; i < Vehicles; i++) _vehicles.Use(i);
    }

    [Fact]
    public void A_kept_position_takes_its_56_bytes_and_little_more()
    {
        Unsafe.SizeOf<Fix>().ShouldBe(56);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Fill(Now);
        ((GC.GetAllocatedBytesForCurrentThread() - before) / (double)Positions).ShouldBeInRange(56, 75);
        _history.Count.ShouldBe(Positions);
    }

    [Fact]
    public void The_memory_of_what_is_dropped_serves_what_comes()
    {
        Fill(Now);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Positions; i++)
        {
            long now = Now + i * Span / Positions;
            if (i % 1_000 == 0) _history.Expire(now);
            _history.Add(At(now, i % Vehicles, 0), now);
        }
        ((GC.GetAllocatedBytesForCurrentThread() - before) / (double)Positions).ShouldBeLessThan(3);
        _history.Count.ShouldBeInRange(Positions, Positions + Positions / 100);
    }

    [Fact]
    public void Positions_are_found_in_their_order_in_stretches_of_any_size()
    {
        var found = new List<int>();
        for (int i = 0; i < 5_000; i++) _history.Add(At(Now + i % 7, i % Vehicles, i), Now).ShouldBeTrue();
        _history.Scan(Now - 1, Now + 100, fixes =>
        {
            foreach (ref readonly Fix fix in fixes) found.Add((int)fix.Latitude);
        });
        found.ShouldBe(Enumerable.Range(0, 5_000));
        var state = new List<Fix>();
        _history.StateAt(Now + 6, 60_000, state);
        // The latest time wins; of several at that time the one that came last.
        foreach (Fix fix in state) fix.Latitude.ShouldBe(Enumerable.Range(0, 5_000).Where(i => i % Vehicles == fix.Vehicle).OrderBy(i => i % 7).ThenBy(i => i).Last());
        state.Count.ShouldBe(Vehicles);
    }

    private void Fill(long now)
    {
        for (int i = 0; i < Positions; i++) _history.Add(At(now - Span + 1 + i * (Span - 1) / Positions, i % Vehicles, 0), now);
    }

    private static Fix At(long time, int vehicle, double latitude) => new() { Timestamp = time, Vehicle = vehicle, Latitude = latitude };
}
