using Vicinity.Traffic;

namespace Vicinity.Cli.Tests;

public sealed class TrafficWordsTests
{
    [Theory]
    [InlineData(DemoTrace.Name, 0, "a recording of 500 cars on a street grid, looping")]
    [InlineData(DemoTrace.Name, 50, "a recording of 500 cars on a street grid, looping; 50 simulated cars")]
    [InlineData("day.csv.gz", 1, "day.csv.gz, looping; 1 simulated car")]
    [InlineData(null, 200, "200 simulated cars")]
    [InlineData(null, 0, "waits for vehicles to report")]
    public void The_start_box_says_what_moves(string? replay, int cars, string words) =>
        TrafficWords.Of(new TrafficOptions { BootstrapServers = "127.0.0.1:9092", Replay = replay, DriveCars = cars }).ShouldBe(words);
}
