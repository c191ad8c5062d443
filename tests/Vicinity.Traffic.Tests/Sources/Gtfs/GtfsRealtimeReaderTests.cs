using FsCheck;
using FsCheck.Fluent;
using Vicinity.Feeds;
using Vicinity.Traffic;
using static Vicinity.Traffic.Tests.FeedBytes;

namespace Vicinity.Traffic.Tests;

public sealed class GtfsRealtimeReaderTests
{
    private const ulong Seconds = 1_788_000_000;

    [Fact]
    public void A_feed_is_read_entity_by_entity()
    {
        byte[] good = Bus("e1", "bus"u8.ToArray(), time: Seconds);
        byte[] broken = Entity("e2", Field(4, [0x12, 0x7f, 0x01]));
        byte[] unknown = Entity("e3", [.. Field(4, [.. Vehicle(null, null, null, 49.5f, -123.5f), .. Field(1500, [1, 2, 3])]), .. Field(9001, [1])]);
        byte[] alert = Entity("e4", Field(5, [8, 1]));
        byte[] nowhere = Entity("e5", Field(4, Field(8, Field(1, "x"u8))));
        byte[] deleted = Entity("e6", [16, 1, .. Field(4, Vehicle("gone"u8.ToArray(), null, Seconds, 1, 2))]);
        (List<TraceRow<VehiclePosition>> rows, TraceReport report) = Traces.OfFile([.. Header(Seconds + 10), .. good, .. broken, .. unknown, .. alert, .. nowhere, .. deleted]);
        rows.Count.ShouldBe(2);
        rows[0].Value.ShouldBe(VehiclePosition.Create("bus", 49.25, -123.25, Traces.Time, source: PositionSource.Replay));
        rows[1].Value.ShouldBe(VehiclePosition.Create("e3", 49.5, -123.5, Traces.Time + 10_000, source: PositionSource.Replay));
        rows.ShouldAllBe(r => r.PlayAt == Traces.Time + 10_000);
        report.Problems.Select(p => p.Place).ShouldBe(["entity 2", "entity 5"]);
        report.Problems[1].Reason.ShouldBe("entity 'e5' has no position");
        report.PassedOver.ShouldBe(2);
    }

    public static TheoryData<string, byte[]> Oddities => new()
    {
        { "a header longer than 127 bytes", [.. Header(Seconds, rest: Field(4, new byte[300].Select(_ => (byte)'x').ToArray())), .. Bus("1")] },
        { "a version that is no digit", [.. Header(Seconds, "v2.0"), .. Bus("1")] },
        { "an empty version", [.. Header(Seconds, ""), .. Bus("1")] },
        { "entities before the header", [.. Bus("1"), .. Header(Seconds)] },
        { "no header", Bus("1", time: Seconds) },
        { "milliseconds in the header", [.. Header(Seconds * 1000), .. Bus("1", time: Seconds)] },
        { "milliseconds everywhere", [.. Header(Seconds * 1000), .. Bus("1", time: Seconds * 1000)] },
        { "a time of 0 in the header", [.. Header(0), .. Bus("1", time: Seconds)] },
        { "an absurd time in the header", [.. Header(ulong.MaxValue), .. Bus("1", time: Seconds)] },
        { "extensions first", [.. Field(1001, [1, 2, 3]), .. Header(Seconds), .. Bus("1")] },
    };

    [Theory]
    [MemberData(nameof(Oddities))]
    public void Odd_feeds_that_decode_are_read(string oddity, byte[] feed)
    {
        (List<TraceRow<VehiclePosition>> rows, TraceReport report) = Traces.OfFile(feed);
        report.Problems.ShouldBeEmpty(oddity);
        rows.Single().ShouldBe(new TraceRow<VehiclePosition>(VehiclePosition.Create("1", 49.25, -123.25, Traces.Time, source: PositionSource.Replay), Traces.Time, Traces.Time, "entity", 1));
    }

    [Fact]
    public void Messages_one_after_the_other_play_each_at_its_own_time()
    {
        (List<TraceRow<VehiclePosition>> rows, _) = Traces.OfFile([.. Header(Seconds), .. Bus("1"), .. Header(Seconds + 30), .. Bus("1")]);
        rows.Select(r => r.PlayAt).ShouldBe([Traces.Time, Traces.Time + 30_000]);
    }

    [Fact]
    public void Vehicles_without_ids_are_named_by_their_entities_and_never_by_a_label_they_share()
    {
        (List<TraceRow<VehiclePosition>> rows, TraceReport report) = Traces.OfFile([.. Header(Seconds), .. Bus("a", label: "Central"), .. Bus("b", label: "Central"), .. Bus("c", "bus"u8.ToArray(), "Central")]);
        rows.Select(r => r.Value.Vehicle).ShouldBe(["a", "b", "bus"]);
        report.BadRows.ShouldBe(0);
    }

    [Fact]
    public void Vehicles_that_nothing_tells_apart_are_bad_rows_and_never_one_vehicle()
    {
        (List<TraceRow<VehiclePosition>> rows, TraceReport report) = Traces.OfFile([.. Header(Seconds), .. Bus("0"), .. Bus("0"), .. Bus("0", "bus"u8.ToArray())]);
        rows.Single().Value.Vehicle.ShouldBe("bus");
        report.Problems.Select(p => p.ToString()).ShouldBe(
            Enumerable.Range(1, 2).Select(i => $"entity {i}: the vehicle has no id, and several vehicles of the message share the entity id '0'"));
    }

    [Fact]
    public void Ids_that_are_no_UTF_8_are_bad_rows_that_say_so()
    {
        (List<TraceRow<VehiclePosition>> rows, TraceReport report) = Traces.OfFile([.. Header(Seconds), .. Bus("1", [0x4d, 0xfc]), .. Bus("2", [0x4d, 0xf6]), .. Bus("3", "Straße"u8.ToArray())]);
        rows.Single().Value.Vehicle.ShouldBe("Straße");
        report.Problems.Select(p => p.Reason).ShouldAllBe(r => r.Contains("UTF-8"));
        report.BadRows.ShouldBe(2);
    }

    [Fact]
    public void A_bearing_or_speed_that_cannot_be_is_left_out_and_the_position_is_kept()
    {
        (List<TraceRow<VehiclePosition>> rows, TraceReport report) = Traces.OfFile(
            [.. Header(Seconds), .. Bus("1", bearing: -1, speed: -1), .. Bus("2", bearing: float.NaN, speed: 3), .. Bus("3", bearing: 361.5f, speed: float.PositiveInfinity)]);
        rows.Select(r => (r.Value.Speed, r.Value.Heading)).ShouldBe([(double.NaN, double.NaN), (3, double.NaN), (double.NaN, double.NaN)]);
        (report.BadRows, report.ValuesLeftOut).ShouldBe((0, 1));
    }

    [Fact]
    public void The_place_zero_zero_and_a_vehicle_without_any_time_are_bad_rows_with_their_reasons()
    {
        Traces.OfFile([.. Header(Seconds), .. Bus("1", latitude: 0, longitude: 0)]).Report.Problems.Single().Reason.ShouldStartWith("the place is (0, 0)");
        Traces.OfFile([.. Header(), .. Bus("1")]).Report.Problems.Single().Reason.ShouldBe("entity '1' has no time, and neither has the message");
    }

    [Fact]
    public void A_cut_feed_is_read_up_to_the_cut()
    {
        byte[] feed = [.. Header(Seconds), .. Bus("1"), .. Bus("2")];
        (List<TraceRow<VehiclePosition>> rows, TraceReport report) = Traces.OfFile(feed[..^3]);
        rows.Single().Value.Vehicle.ShouldBe("1");
        report.Problems.Single().ToString().ShouldStartWith("entity 2: the message breaks off");
    }

    [Fact]
    public void Groups_within_groups_end_at_the_depth_that_the_library_allows()
    {
        byte[] deep = [.. Enumerable.Repeat((byte)0x4b, 10_000)];
        (List<TraceRow<VehiclePosition>> rows, TraceReport report) = Traces.OfFile([.. Header(Seconds), .. Bus("1"), .. Field(2, deep), .. Bus("2")]);
        rows.Select(r => r.Value.Vehicle).ShouldBe(["1", "2"]);
        report.Problems.Single().Place.ShouldBe("entity 2");
    }

    [Fact]
    public void A_damaged_feed_never_does_more_than_cost_positions()
    {
        byte[] feed = [.. Header(Seconds), .. Enumerable.Range(0, 5).SelectMany(i => Bus($"e{i}", time: Seconds))];
        Prop.ForAll(Gen.Choose(0, feed.Length - 1).SelectMany(_ => Gen.Choose(0, 255), (at, value) => (at, value)).ToArbitrary(), change =>
        {
            byte[] damaged = [.. feed];
            damaged[change.at] = (byte)change.value;
            try
            {
                (List<TraceRow<VehiclePosition>> rows, TraceReport report) = Traces.ToEnd(new GtfsRealtimeReader(Traces.Input(damaged)));
                return rows.Count <= 5 && rows.Count == report.GoodRows;
            }
            catch (TraceFormatException refused)
            {
                return refused.Message.Length > 0;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }
}
