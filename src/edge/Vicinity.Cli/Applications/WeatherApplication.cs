using System.CommandLine;
using Vicinity.Gateway.Weather;
using Vicinity.Weather;
using Vicinity.Weather.Mqtt;

namespace Vicinity.Cli;

/// <summary>Weather: the simulated sensors that <c>up</c> shows, and the commands that run its components.</summary>
/// <param name="demo">Whether applications show a demo that nothing else is said of.</param>
internal sealed class WeatherApplication(Option<string> demo) : IApplication
{
    private const int DemoSensors = 12;

    private readonly Option<string> _demo = new Option<string>("--weather-demo") { Description = $"on: {DemoSensors} simulated sensors; off: it waits for readings (default: as --demo)" }.OneOf("on", "off");
    private readonly Option<int?> _sensors = new Option<int?>("--weather-sensors") { Description = "Simulated sensors; 0 for none" }.Between(0, 10_000, "each sends a reading a second");
    private readonly Option<int?> _window = new Option<int?>("--weather-window") { Description = "Milliseconds of a window" }.Between(100, 86_400_000, "the length of a window");

    private readonly Option<string?> _mqtt = new("--weather-mqtt", "--mqtt") { Description = "Take readings by MQTT at this address, HOST:PORT, from sensors such as Tasmota, ESPHome and Zigbee2MQTT have (default: not)" };

    public string Name => "weather";

    public IReadOnlyList<Option> Options => [_demo, _sensors, _window, _mqtt];

    public IReadOnlyList<Option> SharedOptions => [demo];

    public IReadOnlyList<string> Examples => ["vicinity up --weather-sensors 100 --weather-window 5000", "vicinity up --mqtt 127.0.0.1:1883"];

    public IReadOnlyList<Command> Commands => [WeatherCommand.Create()];

    public Func<Engine, ComposedApplication> Prepare(ParseResult parsed)
    {
        bool on = (parsed.GetValue(_demo) ?? parsed.GetValue(demo)) == "on";
        WeatherOptions options = WeatherSettings.Load(
            o => o with
            {
                DemoSensors = parsed.GetValue(_sensors) ?? (on && o.DemoSensors == 0 ? DemoSensors : o.DemoSensors),
                WindowMs = parsed.GetValue(_window) ?? o.WindowMs,
            },
            SettingProblems.Written(parsed, (nameof(WeatherOptions.DemoSensors), _sensors), (nameof(WeatherOptions.WindowMs), _window)));
        MqttSettings? mqtt = parsed.GetValue(_mqtt) is { } address ? new MqttSettings { Address = address, AllowsAnonymous = true } : null;
        SettingProblems.Refuse(mqtt?.Problems() ?? []);
        return engine => Compose(options with { BootstrapServers = engine.BootstrapServers }, mqtt);
    }

    /// <summary>The application with settings that were checked.</summary>
    public static ComposedApplication Compose(WeatherOptions options, MqttSettings? mqtt = null) => new(new WeatherPart(options) { Components = services => _ = mqtt is null ? services : services.AddWeatherMqtt(mqtt) })
    {
        Says = (mqtt is null ? "" : $"takes readings by MQTT at {mqtt.Address}; ") + (options.DemoSensors == 0 ? "waits for readings of sensors" : $"{Counted.Of(options.DemoSensors, "simulated sensor")}, means every {options.WindowMs / 1000.0:0.###} s"),
    };
}
