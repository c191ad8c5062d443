using FsCheck;
using FsCheck.Fluent;

namespace Vicinity.Protocol.Tests;

public sealed class RoundTripTests
{
    public static TheoryData<string, short> AllVersions => MessageCodec.AllVersions();

    public static TheoryData<string> AllTypes => [.. MessageCodec.AllMessages.Select(message => message.Type.Name)];

    [Theory]
    [MemberData(nameof(AllVersions))]
    public void What_was_written_is_read_back_and_written_the_same_again(string type, short version)
    {
        var codec = MessageCodec.Of(type);
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var bytes = codec.Write(RandomMessage.Create(MessageCodec.TypeOf(type), new Random(seed)), version);
            var read = codec.Read(bytes, version);
            codec.Write(read, version).ShouldBe(bytes);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20).WithQuietOnSuccess(true));
    }

    [Theory]
    [MemberData(nameof(AllVersions))]
    public void A_new_message_with_all_defaults_can_be_written_and_read(string type, short version)
    {
        var codec = MessageCodec.Of(type);
        var bytes = codec.Write(Activator.CreateInstance(MessageCodec.TypeOf(type))!, version);

        codec.Write(codec.Read(bytes, version), version).ShouldBe(bytes);
    }

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void Every_field_survives_in_some_version_with_the_value_it_was_given(string type)
    {
        var message = RandomMessage.Create(MessageCodec.TypeOf(type), new Random(7));
        var codec = MessageCodec.Of(type);
        var api = MessageCodec.AllMessages.Single(one => one.Type.Name == type).Api;
        var wanted = new HashSet<string>();
        var survived = new HashSet<string>();
        RandomMessage.CollectSet(message, wanted);
        var text = RandomMessage.Text(message);

        for (var version = api.Versions.Lowest; version <= api.Versions.Highest; version++)
        {
            var read = codec.Read(codec.Write(message, version), version);
            RandomMessage.CollectSet(read, survived);
            foreach (var property in RandomMessage.Settable(read.GetType()))
            {
                if (property.GetValue(read) is string value && value.Length > 0)
                    text.ShouldContain(value);
            }
        }

        wanted.Except(survived).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void A_version_outside_the_range_is_refused_by_name_and_range(string type)
    {
        var api = MessageCodec.AllMessages.Single(one => one.Type.Name == type).Api;
        var tooHigh = (short)(api.Versions.Highest + 1);

        var error = Should.Throw<ProtocolException>(() => MessageCodec.Of(type).Read(new byte[100], tooHigh));
        error.Message.ShouldContain(api.Key.ToString());
        error.Message.ShouldContain($"{api.Versions.Lowest} to {api.Versions.Highest}");
    }
}
