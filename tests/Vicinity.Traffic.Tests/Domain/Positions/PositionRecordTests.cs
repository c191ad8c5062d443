using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Vicinity.Traffic;

namespace Vicinity.Traffic.Tests;

public sealed class PositionRecordTests
{
    private const long Now = 1_788_000_000_000;

    [Fact]
    public void A_position_is_written_as_the_format_says() =>
        Text(VehiclePosition.Create("bus 12", 49.2627, -123.2467, Now, 8.3, 271.5, PositionSource.Replay)).ShouldBe(
            """{"vehicle":"bus 12","latitude":49.2627,"longitude":-123.2467,"speed":8.3,"heading":271.5,"timestamp":1788000000000,"source":"replay"}""");

    [Fact]
    public void What_is_unknown_is_left_out() =>
        Text(VehiclePosition.Create("a", 1, 2, Now)).ShouldBe("""{"vehicle":"a","latitude":1,"longitude":2,"timestamp":1788000000000}""");

    [Fact]
    public void A_written_position_reads_back_the_same() => Prop.ForAll(
        Gen.Choose(-90_000_000, 90_000_000).SelectMany(a => Gen.Choose(-180_000_000, 180_000_000), (a, o) => (a / 1e6, o / 1e6))
            .SelectMany(_ => Gen.Choose(0, 3600), (p, h) => (p.Item1, p.Item2, h / 10.0)).ToArbitrary(),
        p =>
        {
            VehiclePosition position = VehiclePosition.Create("Bus \"Ä\" 7", p.Item1, p.Item2, Now, p.Item3, p.Item3, PositionSource.Phone);
            return PositionRecord.TryRead(Encoding.UTF8.GetBytes(Text(position)), out VehiclePosition back, out _) && back == position;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Unknown_members_and_nulls_are_passed_over()
    {
        PositionRecord.TryRead(
            """{"x":{"a":[1,2]},"vehicle":"a","latitude":1,"longitude":2,"speed":null,"heading":null,"timestamp":1788000000000.7}"""u8,
            out VehiclePosition position, out _).ShouldBeTrue();
        double.IsNaN(position.Speed).ShouldBeTrue();
        position.Timestamp.ShouldBe(Now);
    }

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("{", "no JSON")]
    [InlineData("[]", "is a JSON object, not StartArray")]
    [InlineData("""{"vehicle":7,"latitude":1,"longitude":2,"timestamp":1788000000000}""", "vehicle is a Number, not a text")]
    [InlineData("""{"vehicle":"a","latitude":"1","longitude":2,"timestamp":1788000000000}""", "latitude is a String, not a number")]
    [InlineData("""{"vehicle":"a","longitude":2,"timestamp":1788000000000}""", "latitude NaN")]
    [InlineData("""{"vehicle":"a","latitude":1,"longitude":2,"timestamp":1e300}""", "timestamp")]
    [InlineData("""{"vehicle":"a","latitude":1,"longitude":2,"timestamp":1788000000000}{}""", "")]
    [InlineData("""{"vehicle":"a","latitude":1,"longitude":2,"timestamp":1788000000000,"source":"\ud800"}""", "source is no valid text")]
    [InlineData("""{"vehicle":"a","latitude":1,"longitude":2,"timestamp":1788000000000,"source":"\udc00pi"}""", "source is no valid text")]
    [InlineData("""{"vehicle":"a","latitude":1,"longitude":2,"timestamp":1788000000000,"\ud800a":1}""", "a member's name is no valid text")]
    [InlineData("""{"vehicle":"a","latitude":1,"longitude":2,"timestamp":1788000000000,"\udbff\ud800":{"x":[]}}""", "a member's name is no valid text")]
    [InlineData("""{"vehicle":"\ud83d\n","latitude":1,"longitude":2,"timestamp":1788000000000}""", "vehicle is no valid text")]
    public void What_is_no_position_is_refused_with_a_reason(string json, string says)
    {
        PositionRecord.TryRead(Encoding.UTF8.GetBytes(json), out _, out string? reason).ShouldBeFalse();
        reason.ShouldContain(says);
    }

    [Fact]
    public void Escapes_that_stand_for_whole_characters_are_read()
    {
        PositionRecord.TryRead(
            """{"\u0076ehicle":"\ud83d\ude8c \"\u00c4\"","latitude":1,"longitude":2,"timestamp":1788000000000,"\ud83d\ude8c":1,"source":"\u0061pi"}"""u8,
            out VehiclePosition position, out _).ShouldBeTrue();
        (position.Vehicle, position.Source).ShouldBe(("\ud83d\ude8c \"Ä\"", PositionSource.Api));
    }

    [Fact]
    public void Escapes_of_all_kinds_are_read_or_refused_but_never_fatal()
    {
        Gen<string> piece = Gen.Elements("\\ud800", "\\udfff", "\\uD83D\\uDE8C", "\\n", "\\\\", "a", "\\u0061", "é");
        Gen<string> text = Gen.ListOf(piece).Select(pieces => string.Concat(pieces));
        Prop.ForAll(text.SelectMany(_ => text, (name, value) => (name, value)).ToArbitrary(), t =>
        {
            string json = $$"""{"vehicle":"a{{t.value}}","latitude":1,"longitude":2,"timestamp":1788000000000,"{{t.name}}":"{{t.value}}","source":"{{t.value}}"}""";
            return PositionRecord.TryRead(Encoding.UTF8.GetBytes(json), out _, out string? reason) || reason is { Length: > 0 };
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void Any_bytes_are_read_or_refused_but_never_fatal() => Prop
        .ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => PositionRecord.TryRead(bytes, out _, out string? reason) || reason is { Length: > 0 })
        .Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void A_damaged_record_is_read_or_refused_but_never_fatal()
    {
        byte[] good = Encoding.UTF8.GetBytes(Text(VehiclePosition.Create("bus", 49.2, -123.2, Now, 1, 2)));
        Prop.ForAll(Gen.Choose(0, good.Length - 1).SelectMany(_ => Gen.Choose(0, 255), (at, value) => (at, value)).ToArbitrary(), change =>
        {
            byte[] damaged = [.. good];
            damaged[change.at] = (byte)change.value;
            return PositionRecord.TryRead(damaged, out _, out string? reason) || reason is { Length: > 0 };
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    private static string Text(VehiclePosition position)
    {
        var output = new ArrayBufferWriter<byte>();
        PositionRecord.Write(output, position);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
