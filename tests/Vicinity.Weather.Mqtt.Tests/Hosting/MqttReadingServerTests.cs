using System.Globalization;

namespace Vicinity.Weather.Mqtt.Tests;

public sealed class MqttReadingServerTests
{
    private const string Air = """{"temperature":20.5,"humidity":40.25}""";

    [Fact]
    public async Task A_reading_of_every_kind_comes_with_its_number_time_and_place()
    {
        await using TestMqtt mqtt = await TestMqtt.StartAsync();
        long time = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 1_000;
        string head = string.Create(CultureInfo.InvariantCulture, $"{{\"number\":17,\"time\":{time},\"place\":\"lab\",\"note\":[1],");
        (await Mosquitto.PublishAsync(mqtt, "weather/a1/air", head + Air[1..])).ShouldBe(0);
        (await Mosquitto.PublishAsync(mqtt, "weather/p1/pollution", head + "\"co2\":412.5}", more: ["-V", "mqttv5"])).ShouldBe(0);
        (await Mosquitto.PublishAsync(mqtt, "weather/w1/wind", head + "\"direction\":270,\"speed\":3.5}", qos: 2)).ShouldBe(0);
        mqtt.Store.All.ShouldBe([
            new("a1", 17, ReadingKind.Air, time, 20.5, 40.25, "lab"),
            new("p1", 17, ReadingKind.Pollution, time, 412.5, 0, "lab"),
            new("w1", 17, ReadingKind.Wind, time, 270, 3.5, "lab"),
        ]);
        mqtt.Server.Counts.Taken.ShouldBe(3);
    }

    [Fact]
    public async Task A_message_of_QoS_1_is_acknowledged_only_after_the_reading_is_stored()
    {
        await using TestMqtt mqtt = await TestMqtt.StartAsync();
        var gate = new TaskCompletionSource();
        mqtt.Store.Gate = gate.Task;
        Task<int> publishing = Mosquitto.PublishAsync(mqtt, "weather/s/air", Air);
        await TestMqtt.UntilAsync(() => mqtt.Store.Calls == 1 || publishing.IsCompleted, "the call was begun");
        mqtt.Store.All.ShouldBeEmpty();
        publishing.IsCompleted.ShouldBeFalse();
        gate.SetResult();
        (await publishing).ShouldBe(0);
        mqtt.Store.All.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task While_the_store_is_away_clients_wait_and_nothing_is_lost()
    {
        await using TestMqtt mqtt = await TestMqtt.StartAsync();
        mqtt.Store.IsAway = true;
        Task<int>[] publishing = [.. Enumerable.Range(0, 5).Select(i => Mosquitto.PublishAsync(mqtt, $"weather/s{i}/air", Air))];
        await TestMqtt.UntilAsync(() => mqtt.Store.Calls >= 8, "sending was tried again");
        publishing.ShouldAllBe(task => !task.IsCompleted);
        mqtt.Store.IsAway = false;
        (await Task.WhenAll(publishing)).ShouldAllBe(code => code == 0);
        mqtt.Store.All.Select(reading => reading.Sensor).ShouldBe(["s0", "s1", "s2", "s3", "s4"]);
    }

    [Fact]
    public async Task A_message_that_a_client_sends_again_because_no_acknowledgement_came_counts_once()
    {
        await using TestMqtt mqtt = await TestMqtt.StartAsync();
        using (RawClient first = await RawClient.ConnectAsync(mqtt, "c"))
        {
            await first.PublishAsync("weather/s/air", Air, 1, isRepeated: false);
            await TestMqtt.UntilAsync(() => mqtt.Store.All.Count == 1, "the first was stored");
        }
        using RawClient second = await RawClient.ConnectAsync(mqtt, "c");
        await second.PublishAsync("weather/s/air", Air, 1, isRepeated: true);
        (await second.ReadAsync(8)).ShouldBe([0x20, 2, 0, 0, 0x40, 2, 0, 1]);
        mqtt.Store.All.Count.ShouldBe(1);
        await second.PublishAsync("weather/s/air", Air, 2, isRepeated: false);
        await second.ReadAsync(4);
        mqtt.Store.All.Count.ShouldBe(2);
        mqtt.Store.All[1].Number.ShouldBeGreaterThan(mqtt.Store.All[0].Number);
    }

    [Theory]
    [InlineData("weather/s/air", """{"temperature":"warm","humidity":40}""", MqttDrop.Unreadable)]
    [InlineData("weather/s/air", "poison", MqttDrop.Unreadable)]
    [InlineData("weather/s/air", """{"temperature":20}""", MqttDrop.Incomplete)]
    [InlineData("weather/s/air", """{"temperature":20,"humidity":140}""", MqttDrop.OutOfBounds)]
    [InlineData("weather/s/air", """{"temperature":20,"humidity":40,"time":"2020-01-01T00:00:00Z"}""", MqttDrop.OutOfBounds)]
    [InlineData("weather/s/air", """{"temperature":20,"humidity":40,"time":"2020-01-01T00:00:00"}""", MqttDrop.Unreadable)]
    [InlineData("weather/s%20x/air", """{"temperature":20,"humidity":40}""", MqttDrop.OutOfBounds)]
    [InlineData("weather/s/snow", "{}", MqttDrop.OtherTopic)]
    [InlineData("office/sensor/temperature/state", "nan", MqttDrop.OutOfBounds)]
    [InlineData("zigbee2mqtt/bridge/state", "online", MqttDrop.OtherTopic)]
    public async Task What_is_no_reading_is_counted_by_its_reason_and_hurts_nothing_else(string topic, string payload, MqttDrop reason)
    {
        await using TestMqtt mqtt = await TestMqtt.StartAsync();
        (await Mosquitto.PublishAsync(mqtt, topic, payload)).ShouldBe(0);
        if (payload == "nan") (await Mosquitto.PublishAsync(mqtt, "office/sensor/humidity/state", "40")).ShouldBe(0);
        mqtt.Server.Counts.Dropped(reason).ShouldBe(1);
        mqtt.Store.All.ShouldBeEmpty();
        (await Mosquitto.PublishAsync(mqtt, "weather/good/air", Air)).ShouldBe(0);
        mqtt.Store.All.ShouldHaveSingleItem().Sensor.ShouldBe("good");
    }

    [Fact]
    public async Task A_packet_that_says_to_be_too_long_ends_its_connection_before_its_bytes_come()
    {
        await using TestMqtt mqtt = await TestMqtt.StartAsync(new MqttSettings { MostPacketBytes = 1_024 });
        using RawClient client = await RawClient.ConnectAsync(mqtt, "c");
        await client.ReadAsync(4);
        await client.SendAsync([0x30, 0xFF, 0xFF, 0xFF, 0x7F]);
        await client.ClosedAsync();
        mqtt.Server.Counts.Dropped(MqttDrop.PacketTooLong).ShouldBe(1);
        (await Mosquitto.PublishAsync(mqtt, "weather/s/air", Air)).ShouldBe(0);
        (await Mosquitto.PublishAsync(mqtt, "weather/s/air", Air + new string(' ', 940))).ShouldBe(0);
        mqtt.Store.All.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Connections_beyond_the_bound_are_closed_and_the_next_one_gets_in_when_one_has_gone()
    {
        await using TestMqtt mqtt = await TestMqtt.StartAsync(new MqttSettings { MostClients = 2 });
        RawClient first = await RawClient.ConnectAsync(mqtt, "1");
        using RawClient second = await RawClient.ConnectAsync(mqtt, "2");
        await first.ReadAsync(4);
        await second.ReadAsync(4);
        using (var third = await RawClient.ConnectAsync(mqtt, "3")) await third.ClosedAsync();
        mqtt.Server.Counts.Dropped(MqttDrop.TooManyClients).ShouldBe(1);
        first.Dispose();
        await TestMqtt.UntilAsync(() => mqtt.Server.Clients == 1, "the first has gone");
        (await Mosquitto.PublishAsync(mqtt, "weather/s/air", Air)).ShouldBe(0);
    }

    [Fact]
    public async Task A_client_that_sends_a_thousand_times_its_rate_loses_what_needs_no_acknowledgement_and_hurts_no_other()
    {
        await using TestMqtt mqtt = await TestMqtt.StartAsync(new MqttSettings { MessagesPerSecond = 10 });
        Task<int> flooding = Mosquitto.PublishAsync(mqtt, "weather/fast/air", string.Concat(Enumerable.Repeat(Air + "\n", 10_000)), qos: 0, isLines: true);
        (await Mosquitto.PublishAsync(mqtt, "weather/calm/air", Air)).ShouldBe(0);
        (await flooding).ShouldBe(0);
        await TestMqtt.UntilAsync(() => mqtt.Server.Counts.Dropped(MqttDrop.TooFast) + mqtt.Server.Counts.Taken == 10_001, "all were counted");
        mqtt.Store.All.Count(reading => reading.Sensor == "fast").ShouldBeInRange(40, 1_000);
        mqtt.Store.All.Count(reading => reading.Sensor == "calm").ShouldBe(1);
    }

    [Fact]
    public async Task A_client_too_fast_with_QoS_1_is_held_up_and_loses_nothing()
    {
        await using TestMqtt mqtt = await TestMqtt.StartAsync(new MqttSettings { MessagesPerSecond = 100 });
        (await Mosquitto.PublishAsync(mqtt, "weather/fast/air", string.Concat(Enumerable.Repeat(Air + "\n", 700)), isLines: true)).ShouldBe(0);
        mqtt.Store.All.Count.ShouldBe(700);
        mqtt.Server.Counts.Waited.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task With_a_user_only_those_who_know_the_password_get_in()
    {
        await using TestMqtt mqtt = await TestMqtt.StartAsync(new MqttSettings { User = "sensor", Password = "right" });
        (await Mosquitto.PublishAsync(mqtt, "weather/s/air", Air)).ShouldNotBe(0);
        (await Mosquitto.PublishAsync(mqtt, "weather/s/air", Air, more: ["-u", "sensor", "-P", "wrong"])).ShouldNotBe(0);
        mqtt.Server.Counts.Dropped(MqttDrop.WrongPassword).ShouldBe(2);
        mqtt.Store.All.ShouldBeEmpty();
        (await Mosquitto.PublishAsync(mqtt, "weather/s/air", Air, more: ["-u", "sensor", "-P", "right"])).ShouldBe(0);
        mqtt.Store.All.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task No_more_sensors_than_the_bound_are_numbered()
    {
        await using TestMqtt mqtt = await TestMqtt.StartAsync(new MqttSettings { MostSensors = 2 });
        foreach (string sensor in new[] { "a", "b", "c", "a" }) (await Mosquitto.PublishAsync(mqtt, $"weather/{sensor}/air", Air)).ShouldBe(0);
        mqtt.Store.All.Select(reading => reading.Sensor).ShouldBe(["a", "a", "b"]);
        mqtt.Server.Counts.Dropped(MqttDrop.TooManySensors).ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_ends_while_a_reading_waits_does_not_acknowledge_it()
    {
        TestMqtt mqtt = await TestMqtt.StartAsync();
        mqtt.Store.IsAway = true;
        using RawClient client = await RawClient.ConnectAsync(mqtt, "c");
        (await client.ReadAsync(4)).ShouldBe([0x20, 2, 0, 0]);
        await client.PublishAsync("weather/s/air", Air, 1, isRepeated: false);
        await TestMqtt.UntilAsync(() => mqtt.Store.Calls > 0, "the call was begun");
        await mqtt.DisposeAsync();
        await Should.ThrowAsync<IOException>(client.ReadAsync(4));
        mqtt.Store.All.ShouldBeEmpty();
    }
}
