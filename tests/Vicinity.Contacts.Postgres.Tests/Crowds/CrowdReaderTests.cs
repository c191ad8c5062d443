using System.Buffers;

namespace Vicinity.Contacts.Postgres.Tests;

public sealed class CrowdReaderTests
{
    private const string Run = "a crowd";

    [Fact]
    public void Who_begins_at_a_later_key_frame_dates_infections_by_the_tick_that_it_tells()
    {
        var crowd = new Crowd(new Rules(new SimulationParameters { FieldWidth = 20, FieldHeight = 20, Lifetime = 200 }, 5));
        for (int i = 0; i < 60; i++) crowd.Add(infected: i == 0);
        var frames = new CrowdFrames(Run, crowd);
        var all = new CrowdReader(new ContactsOptions());
        var late = new CrowdReader(new ContactsOptions());
        List<PersonMessage> told = [], toldLate = [];
        var output = new ArrayBufferWriter<byte>();
        long offset = 0;
        while (crowd.Tick < 2 * CompactForm.KeyEvery)
        {
            crowd.Step();
            frames.Look(1_700_000_000_000 + (crowd.Tick * 1000L));
            while (frames.TryWrite(output, out int key, out _))
            {
                ReportReader.TryRead(output.WrittenSpan[key..], TimeProvider.System, out Report read, out _, out _).ShouldBeTrue();
                all.Take(read.Frame, offset, told, []);
                if (crowd.Tick > 1) late.Take(read.Frame, offset, toldLate, []);
                offset++;
                output.ResetWrittenCount();
            }
        }

        (Guid, int, long)[] infections = Infections(told), later = Infections(toldLate);
        later.Length.ShouldBeGreaterThan(5);
        later.ShouldBeSubsetOf(infections);
        // Those of the ticks that were missed are told by the key frame, so at most the first ticks' are unknown.
        infections.Except(later).ShouldAllBe(i => i.Item2 <= CompactForm.KeyEvery);
    }

    /// <summary>Who was infected at which tick and time, by the first report that names a source.</summary>
    private static (Guid Person, int Tick, long Time)[] Infections(List<PersonMessage> told) =>
        [.. told.Where(r => r.InfectedBy is not null).GroupBy(r => (r.Person, r.InfectedBy)).Select(g => g.First()).Select(r => (r.Person, r.Tick!.Value, r.Time))];
}
