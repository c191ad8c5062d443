using Microsoft.Extensions.Logging.Abstractions;

namespace Vicinity.Weather.Grpc.Tests;

/// <summary>grpc-js and Python's grpcio as sensors and terminals, from the protocol descriptions alone.</summary>
public sealed class ForeignClientTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("grpcjs", "js")]
    [InlineData("python", "py")]
    public async Task A_foreign_sensor_sends_readings_by_calls_and_by_a_stream(string client, string sensor)
    {
        await using Plant plant = await Plant.StartAsync(servers: 2);

        await RunAsync(client, "send", plant.Balancers[0].Address);

        plant.Store.Count.ShouldBe(102);
        (plant.Store.Has($"{sensor}-1", 1), plant.Store.Has($"{sensor}-1", 2), plant.Store.Has($"{sensor}-1", 3), plant.Store.Has($"{sensor}-2", 109)).ShouldBe((true, true, false, true));
    }

    [Theory]
    [InlineData("grpcjs", "follow")]
    [InlineData("grpcjs", "serve")]
    [InlineData("python", "follow")]
    [InlineData("python", "serve")]
    public async Task A_foreign_terminal_receives_windows_by_a_stream_and_by_calls(string client, string mode)
    {
        var log = new MemoryWindowLog();
        await using GrpcWindowServer proxy = await GrpcWindowServer.StartAsync(new GrpcProxyOptions(), log, NullLoggerFactory.Instance, cancel: Cancel);
        await log.SendAsync(
            [
                new Window(Quantity.Wellness, WindowScope.All, "", 10_000, 20_000, 0, 3, 0.75, 0.1, 0.5, 1, 19_999),
                new Window(Quantity.WindDirection, WindowScope.Place, "roof", 10_000, 20_000, 1, 0, null, null, null, null, null),
            ],
            term: 1,
            Cancel);

        ProgramResult result = await RunAsync(client, mode, proxy.Address, "2");

        result.Lines.Select(line => line.Replace(" ", "", StringComparison.Ordinal)).ShouldBe(
        [
            "[\"WINDOW_QUANTITY_WELLNESS\",\"WINDOW_OVER_ALL\",\"\",10000,20000,0,3,0.75]",
            "[\"WINDOW_QUANTITY_WIND_DIRECTION\",\"WINDOW_OVER_PLACE\",\"roof\",10000,20000,1,0,null]",
        ]);
    }

    private static async Task<ProgramResult> RunAsync(string client, string mode, string address, params string[] more)
    {
        string target = new Uri(address).Authority;
        if (client == "grpcjs")
        {
            Tools.NeedsGrpcjs();
            return (await ForeignProgram.RunAsync("node", [Tools.Script("grpcjs", "client.mjs"), mode, Tools.Protos, target, .. more])).ShouldHaveSucceeded();
        }

        Tools.NeedsPython();
        DirectoryInfo generated = Directory.CreateTempSubdirectory("vicinity-python");
        try
        {
            string plugin = (await ForeignProgram.RunAsync("which", ["grpc_python_plugin"])).ShouldHaveSucceeded().Lines[0];
            string[] files = [.. Directory.GetFiles(Path.Combine(Tools.Protos, "vicinity", "weather", "v1"), "*.proto")];
            (await ForeignProgram.RunAsync("protoc", [$"--proto_path={Tools.Protos}", $"--python_out={generated.FullName}", $"--grpc_out={generated.FullName}", $"--plugin=protoc-gen-grpc={plugin}", .. files])).ShouldHaveSucceeded();
            return (await ForeignProgram.RunAsync(Tools.Python, ["-B", Tools.Script("python", "client.py"), mode, generated.FullName, target, .. more])).ShouldHaveSucceeded();
        }
        finally
        {
            generated.Delete(recursive: true);
        }
    }
}
