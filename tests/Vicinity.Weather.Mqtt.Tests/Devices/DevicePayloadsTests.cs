using System.Text;

namespace Vicinity.Weather.Mqtt.Tests;

public sealed class DevicePayloadsTests
{
    private const long Now = 1_700_000_000_000;

    private readonly DevicePayloads _payloads = new(new HalfReadings(100, 60_000));
    private readonly List<Measured> _found = [];

    [Fact]
    public void Tasmota_tells_of_several_chips_in_one_message()
    {
        Read("tele/kitchen/SENSOR", """{"Time":"2026-11-30T12:00:00","AM2301":{"Temperature":20.1,"Humidity":40.2,"DewPoint":6.1},"MHZ19B":{"Model":"B","CarbonDioxide":512,"Temperature":21},"TempUnit":"C"}""").ShouldBeNull();
        _found.ShouldBe([new Measured("kitchen.AM2301", "kitchen", ReadingKind.Air, 20.1, 40.2), new Measured("kitchen.MHZ19B", "kitchen", ReadingKind.Pollution, 512, 0)]);
    }

    [Fact]
    public void Tasmota_in_Fahrenheit_is_turned_to_Celsius_and_a_time_with_its_zone_is_kept()
    {
        Read("tele/site/kitchen/SENSOR", """{"Time":"2026-11-30T12:00:00+01:00","AM2301":{"Temperature":68.0,"Humidity":40.2},"TempUnit":"F"}""").ShouldBeNull();
        _found.ShouldBe([new Measured(DeviceNames.Sensor("site/kitchen.AM2301"), "site/kitchen", ReadingKind.Air, 20, 40.2, null, DateTimeOffset.Parse("2026-11-30T11:00:00Z").ToUnixTimeMilliseconds())]);
    }

    [Fact]
    public void Zigbee2MQTT_tells_air_and_pollution_in_one_message_and_names_of_people_become_names_of_sensors()
    {
        Read("zigbee2mqtt/Küche links", """{"temperature":21.5,"humidity":40,"co2":600,"battery":98,"linkquality":120}""").ShouldBeNull();
        string sensor = DeviceNames.Sensor("Küche links");
        sensor.ShouldMatch("^K_che_links-[0-9a-f]{8}$");
        _found.ShouldBe([new Measured(sensor, "Küche links", ReadingKind.Air, 21.5, 40), new Measured(sensor, "Küche links", ReadingKind.Pollution, 600, 0)]);
    }

    [Theory]
    [InlineData("zigbee2mqtt/door", """{"contact":true}""", MqttDrop.OtherTopic)]
    [InlineData("zigbee2mqtt/pool", """{"temperature":21}""", MqttDrop.Incomplete)]
    [InlineData("zigbee2mqtt/pool", """{"temperature":null,"humidity":null}""", MqttDrop.OtherTopic)]
    [InlineData("zigbee2mqtt/pool/set", """{"temperature":21,"humidity":3}""", MqttDrop.OtherTopic)]
    [InlineData("zigbee2mqtt/pool", "[]", MqttDrop.Unreadable)]
    [InlineData("tele/x/STATE", "{}", MqttDrop.OtherTopic)]
    [InlineData("tele/x/SENSOR", """{"ENERGY":{"Power":3}}""", MqttDrop.OtherTopic)]
    [InlineData("tele/x/SENSOR", """{"DS18B20":{"Temperature":3}}""", MqttDrop.Incomplete)]
    [InlineData("node/sensor/uptime/state", "12", MqttDrop.OtherTopic)]
    [InlineData("node/sensor/office_temperature/state", "12 C", MqttDrop.Unreadable)]
    [InlineData("", "12", MqttDrop.OtherTopic)]
    [InlineData("////", "12", MqttDrop.OtherTopic)]
    public void What_tells_no_reading_has_a_reason(string topic, string payload, MqttDrop reason)
    {
        Read(topic, payload).ShouldBe(reason);
        _found.ShouldBeEmpty();
    }

    [Fact]
    public void ESPHome_tells_each_value_apart_and_two_that_belong_together_are_one_reading()
    {
        Read("node/sensor/office_temperature/state", "20.5").ShouldBeNull();
        Read("node/sensor/hall_humidity/state", "60").ShouldBeNull();
        _found.ShouldBeEmpty();
        Read("node/sensor/office_humidity/state", "40").ShouldBeNull();
        Read("node/sensor/office_carbon_dioxide/state", "600").ShouldBeNull();
        Read("node/sensor/wind_speed/state", "3.5").ShouldBeNull();
        Read("node/sensor/wind_direction/state", "270").ShouldBeNull();
        _found.ShouldBe([new Measured("node.office", "node", ReadingKind.Air, 20.5, 40), new Measured("node.office", "node", ReadingKind.Pollution, 600, 0), new Measured("node", "node", ReadingKind.Wind, 270, 3.5)]);
    }

    [Fact]
    public void A_half_whose_other_does_not_come_in_time_is_dropped_for_the_next()
    {
        Read("node/sensor/temperature/state", "20").ShouldBeNull();
        Read("node/sensor/temperature/state", "21").ShouldBe(MqttDrop.Incomplete);
        Read("node/sensor/humidity/state", "40", Now + 60_001).ShouldBe(MqttDrop.Incomplete);
        Read("node/sensor/temperature/state", "22", Now + 60_002).ShouldBeNull();
        _found.ShouldBe([new Measured("node", "node", ReadingKind.Air, 22, 40)]);
    }

    [Fact]
    public void Whatever_bytes_come_on_whatever_topic_there_is_a_reading_or_a_reason_and_never_an_error()
    {
        var random = new Random(7);
        string[] topics = ["weather/s/air", "tele/x/SENSOR", "zigbee2mqtt/x", "n/sensor/temperature/state", "weather/s/wind"];
        byte[] seed = """{"temperature":20.5,"humidity":1e999,"a":{"Temperature":1,"Humidity":[2]},"time":"2026-01-01T00:00:00Z","number":1}"""u8.ToArray();
        for (int round = 0; round < 20_000; round++)
        {
            byte[] payload = [.. seed.AsSpan(0, random.Next(seed.Length + 1))];
            for (int change = random.Next(4); change > 0 && payload.Length > 0; change--) payload[random.Next(payload.Length)] = (byte)random.Next(256);
            _found.Clear();
            MqttDrop? reason = _payloads.Read(topics[round % topics.Length], payload, Now, _found);
            (reason is null || _found.Count == 0).ShouldBeTrue();
        }
    }

    private MqttDrop? Read(string topic, string payload, long now = Now) => _payloads.Read(topic, Encoding.UTF8.GetBytes(payload), now, _found);
}
