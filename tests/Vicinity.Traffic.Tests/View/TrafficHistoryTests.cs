using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Vicinity.Feeds;
using Vicinity.Traffic;

namespace Vicinity.Traffic.Tests;

public sealed class TrafficHistoryTests
{
    private const long Now = 1_788_000_000_000;

    [Fact]
    public void The_kept_positions_are_the_applications_history()
    {
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton<TimeProvider>(new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(Now))).AddTraffic(new TrafficOptions());
        using ServiceProvider provider = services.BuildServiceProvider();
        IHistory history = provider.GetServices<IHistory>().ShouldHaveSingleItem();
        history.Counted.ShouldBe("positions");
        history.Read().Range.ShouldBeNull();
        provider.GetRequiredService<TrafficView>().Add([At(Now - 60_000), At(Now - 60_001), At(Now)]);
        KeptHistory kept = history.Read();
        kept.Range.ShouldBe(new HistoryRange(Now - 60_001, Now));
        kept.BucketLength.ShouldBe(TimeSpan.FromSeconds(30));
        kept.Buckets.ShouldBe([new HistoryBucket(Now - 90_000, 1), new HistoryBucket(Now - 60_000, 1), new HistoryBucket(Now, 1)]);
    }

    private static VehiclePosition At(long time) => VehiclePosition.Create("a", 1, 2, time);
}
