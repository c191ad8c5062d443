using System.Net;
using System.Net.Sockets;

namespace Vicinity.Cli.Tests;

/// <summary>What is wrong with an option or a setting is said in one form, and before anything is created or started.</summary>
public sealed class WrongValueTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vicinity-wrong-");

    [Theory]
    [InlineData("up --cars -1", "--traffic-cars -1 is not from 0 to 1000000: ")]
    [InlineData("up --cars many", "--traffic-cars 'many' is not a whole number")]
    [InlineData("up --replay-speed 0", "--traffic-replay-speed 0 is not above 0: ")]
    [InlineData("up --replay no-such-file", "--traffic-replay 'no-such-file' is not the path of a file and not 'demo': ")]
    [InlineData("up --replay /etc/hostname", "--traffic-replay '/etc/hostname' is not a recording that can be replayed: ")]
    [InlineData("up --demo maybe", "--demo 'maybe' is not on or off")]
    [InlineData("up --store Host=db;Port=0", "--contacts-store: the connection string of the store cannot be read ('port'): ")]
    [InlineData("up --store secret", "--contacts-store: the connection string of the store cannot be read")]
    [InlineData("up --http nowhere", "--http: 'nowhere' is not HOST:PORT")]
    [InlineData("up --listen nowhere", "--listen: 'nowhere' is not HOST:PORT")]
    [InlineData("up --node-id -5", "--node-id -5 is below 0: ")]
    [InlineData("up -b nowhere", "--bootstrap-server: 'nowhere' is not HOST:PORT")]
    [InlineData("up -b 127.0.0.1:1 --listen 127.0.0.1:0", "--listen is for a node, and with --bootstrap-server none runs here: ")]
    [InlineData("node --http nowhere", "--http: 'nowhere' is not HOST:PORT")]
    [InlineData("node --expect -1", "--expect -1 is below 0: ")]
    [InlineData("node --expect 2000", "--expect 2000 is above 1000: ")]
    [InlineData("node --cluster-key short", "--cluster-key: ")]
    [InlineData("node --join nowhere", "--join: 'nowhere' is not HOST:PORT")]
    [InlineData("cluster demo --nodes 65", "--nodes 65 is not from 1 to 64: ")]
    [InlineData("cluster demo --topics 5", "--topics 5 is not 4, 16 or 64: ")]
    [InlineData("cluster demo --nodes 2 --replicas 3", "--replicas 3 is not from 1 to 2, the number of nodes: ")]
    [InlineData("cluster demo --vehicles -1", "--vehicles -1 is not from 0 to 10000: ")]
    [InlineData("cluster demo --http nowhere", "--http: 'nowhere' is not HOST:PORT")]
    [InlineData("cluster demo --apps cluster --vehicles 3", "--vehicles is for the application 'traffic', which --apps leaves out")]
    [InlineData("traffic replay no-such-file", "FILE 'no-such-file' is not the path of a file and not 'demo', ")]
    [InlineData("traffic replay demo --speed 0", "--speed 0 is not above 0: ")]
    [InlineData("traffic replay demo --speed fast", "--speed 'fast' is not a number and not max")]
    [InlineData("traffic replay demo --places miles", "--places 'miles' is not auto, degrees or metres")]
    [InlineData("traffic drive --cars 0", "--cars 0 is not from 1 to 1000000: ")]
    [InlineData("traffic drive --network no-such-file", "--network 'no-such-file' is not a street network that can be read")]
    [InlineData("contacts person --field-width 0", "--field-width 0 is not from 1 to 1000000: people need room to move")]
    [InlineData("contacts person --infection-radius wide", "--infection-radius 'wide' is not a number")]
    [InlineData("contacts person --infected-move perhaps", "--infected-move 'perhaps' is not true or false")]
    [InlineData("contacts person --movement fly", "--movement 'fly' is not Waypoint or Walk")]
    [InlineData("contacts person --config no-such-file", "--config 'no-such-file' is not a file of parameters that can be read: ")]
    [InlineData("contacts person --x 3", "--x and --y are one place: ")]
    [InlineData("contacts person --x 101 --y 0", "--x 101 is not from 0 to 100: ")]
    [InlineData("contacts person --x 3 --y 6 --field-height 5", "--y 6 is not from 0 to 5: ")]
    [InlineData("contacts person --interface eth0", "--interface 'eth0' is not an address, such as ")]
    [InlineData("contacts person --interface 203.0.113.9", "--interface 203.0.113.9: no interface of this machine has the address 203.0.113.9; there are ")]
    [InlineData("contacts person --tick-ms 1", "--tick-ms 1 is not from 10 to 3600000: ")]
    [InlineData("contacts --tick-ms 1", "--tick-ms 1 is not from 10 to 3600000: ")]
    [InlineData("contacts --field-width 0", "--field-width 0 is not from 1 to 1000000: people need room to move")]
    [InlineData("contacts crowd --people 0", "--people 0 is not from 1 to 10000000: ")]
    [InlineData("contacts crowd --people 3 --infected 4", "--infected 4 is not from 0 to 3: ")]
    [InlineData("contacts crowd --ticks -1", "--ticks -1 is not from 0 to 1000000000: ")]
    [InlineData("contacts replay no-such-file", "FILE 'no-such-file' is not the path of a file and not 'demo', the recording that comes with the program: ")]
    [InlineData("contacts replay /etc/hostname", "FILE '/etc/hostname' is not a recording of people that can be read: ")]
    [InlineData("contacts replay /etc/hostname --speed 0", "--speed 0 is not above 0: ")]
    [InlineData("contacts replay /etc/hostname --slot-seconds 0", "--slot-seconds 0 is not from 1 to 86400: ")]
    [InlineData("contacts replay /etc/hostname --infected 3,x", "--infected '3,x' is not a list of whole numbers such as 1,7")]
    [InlineData("produce t --compression best", "--compression 'best' is not None, Gzip, Snappy, Lz4 or Zstd")]
    [InlineData("produce t --partition -1", "--partition -1 is below 0: ")]
    [InlineData("consume t --from soon", "--from 'soon' is not earliest, latest, an offset, or a time")]
    [InlineData("consume t --count 0", "--count 0 is below 1: ")]
    [InlineData("group reset g --topic t --to soon", "--to 'soon' is not earliest, latest, an offset, or a time")]
    [InlineData("topic create t --partitions 100001", "--partitions 100001 is not from -1 to 100000: ")]
    [InlineData("topic create t --config x", "--config 'x' is not NAME=VALUE")]
    [InlineData("bench produce --size 900001", "--size 900001 is not from 0 to 900000: ")]
    [InlineData("bench weather --readings 1", "--readings 1 is not from 10000 to 50000000: ")]
    [InlineData("bench weather --peer-kafka no-such-folder", "--peer-kafka 'no-such-folder' is no folder: ")]
    [InlineData("cluster drain one", "NODE 'one' is not a whole number")]
    [InlineData("completion tcsh", "SHELL 'tcsh' is not bash, zsh or fish")]
    public async Task A_wrong_option_is_told_with_its_value_and_bound_before_anything_is_created(string line, string message)
    {
        Program.Outcome wrong = await Program.RunAsync("", line.Split(' '), [], _folder.FullName);

        wrong.Errors.ShouldStartWith($"vicinity: {message}");
        wrong.ExitCode.ShouldBe(2);
        _folder.EnumerateFileSystemInfos().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("up", "VICINITY__TRAFFIC__STALESECONDS", "0", "StaleSeconds is 0, not from 1 to 86400: ")]
    [InlineData("up", "VICINITY__TRAFFIC__REPLAY", "no-such-file", "Replay is 'no-such-file', not the path of a file and not 'demo': ")]
    [InlineData("up", "VICINITY__NODE__MAXREQUESTBYTES", "12", "MaxRequestBytes is 12, below 65536: ")]
    [InlineData("up", "VICINITY__GATEWAY__MAXCONNECTIONS", "0", "MaxConnections is 0, below 1: ")]
    [InlineData("cluster demo --nodes 1", "VICINITY__TRAFFIC__STALESECONDS", "soon", "VICINITY__TRAFFIC__STALESECONDS: STALESECONDS is 'soon', not a whole number")]
    [InlineData("cluster demo --nodes 1", "VICINITY__TRAFFIC__MAXVEHICLES", "0", "MaxVehicles is 0, not from 1 to 10000000: ")]
    [InlineData("traffic watch", "VICINITY__TRAFFIC__QUADRANTZOOM", "99", "QuadrantZoom is 99, not from 1 to 23: ")]
    [InlineData("traffic replay demo", "VICINITY__TRAFFIC__QUADRANTZOOM", "99", "QuadrantZoom is 99, not from 1 to 23: ")]
    public async Task A_wrong_setting_is_told_with_its_value_and_bound_before_anything_is_created(string line, string name, string value, string message)
    {
        Program.Outcome wrong = await Program.RunAsync("", line.Split(' '), new() { [name] = value }, _folder.FullName);

        wrong.Errors.ShouldStartWith($"vicinity: {message}");
        wrong.ExitCode.ShouldBe(2);
        _folder.EnumerateFileSystemInfos().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("up --listen 127.0.0.1:0 --http TAKEN")]
    [InlineData("up --listen TAKEN --http 127.0.0.1:0")]
    [InlineData("node --listen TAKEN")]
    [InlineData("node --listen 127.0.0.1:0 --http TAKEN")]
    [InlineData("cluster demo --nodes 1 --data data --http TAKEN")]
    public async Task An_address_that_is_taken_is_told_before_anything_is_created(string line)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        Program.Outcome failed = await Program.RunAsync("", line.Replace("TAKEN", $"{taken.LocalEndpoint}").Split(' '), [], _folder.FullName);

        failed.Errors.ShouldContain($"cannot listen on {taken.LocalEndpoint}: Address already in use. Is another program there?");
        failed.ExitCode.ShouldBe(1);
        _folder.EnumerateFileSystemInfos().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("up -b 127.0.0.1:1 --node-id 1 --http TAKEN", "--node-id is for a node")]
    [InlineData("up --data data --listen 127.0.0.1:0 --node-id -5 --http TAKEN", "--node-id -5 is ")]
    [InlineData("node --data data --listen 127.0.0.1:0 --node-id -5 --http TAKEN", "--node-id -5 is ")]
    public async Task A_wrong_option_is_told_before_an_address_that_is_taken(string line, string message)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        Program.Outcome wrong = await Program.RunAsync("", line.Replace("TAKEN", $"{taken.LocalEndpoint}").Split(' '), [], _folder.FullName);

        wrong.Errors.ShouldStartWith($"vicinity: {message}");
        wrong.ExitCode.ShouldBe(2);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
