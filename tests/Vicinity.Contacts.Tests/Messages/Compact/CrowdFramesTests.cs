using System.Buffers;

namespace Vicinity.Contacts.Tests;

public sealed class CrowdFramesTests
{
    private const long Start = 1_700_000_000_000;
    private const string Name = "a run";

    private static readonly SimulationParameters s_parameters = new() { FieldWidth = 60, FieldHeight = 50, Lifetime = 45, Incubation = 3 };

    [Theory]
    [InlineData(60, 30)]
    [InlineData(2_500, 200)]
    public void A_view_fed_by_frames_equals_one_fed_by_json_at_each_tick(int people, int side)
    {
        SimulationParameters parameters = s_parameters with { FieldWidth = side, FieldHeight = side };
        var crowd = new Crowd(new Rules(parameters, 5));
        for (int i = 0; i < people; i++) crowd.Add(infected: i % 30 == 0);
        var options = new ContactsOptions { Parameters = parameters };
        SimulationView json = new(Name, options), compact = new(Name, options);
        var reports = new CrowdReports(Name, crowd);
        var frames = new CrowdFrames(Name, crowd);
        for (int tick = 1; tick <= 50; tick++)
        {
            if (tick is 7 or 20) crowd.Add(infected: tick == 20);
            HealthCounts counts = crowd.Step();
            long time = Start + (tick * 1000);
            foreach (byte[] record in Records(reports, time)) json.Take(ReportReader.Read(record, new FixedClock(time)).Person!).ShouldBeTrue();
            foreach (byte[] record in Records(frames, time)) compact.Take(ReportReader.Read(record, new FixedClock(time)).Frame);

            compact.Counts.ShouldBe(json.Counts);
            compact.Counts.ShouldBe(counts);
            Picture(compact, time).ShouldBe(Picture(json, time));
            if (people < 100 || tick % 10 == 0) Meetings(compact).ShouldBe(Meetings(json));
            Infections(compact).ShouldBe(Infections(json));
        }

        for (int tick = 1; tick <= 50; tick++) Picture(compact, Start + (tick * 1000) + 300).ShouldBe(Picture(json, Start + (tick * 1000) + 300));
        compact.Timeline(0, long.MaxValue, 100).ShouldBe(json.Timeline(0, long.MaxValue, 100));
        for (int person = 0; person < 60; person++)
        {
            Guid id = reports.IdOf(person);
            Trace(compact, id, backward: false).ShouldBe(Trace(json, id, backward: false));
            Trace(compact, id, backward: true).ShouldBe(Trace(json, id, backward: true));
            Exposures(compact, id).ShouldBe(Exposures(json, id));
        }
    }

    [Fact]
    public void A_frame_that_comes_twice_changes_nothing()
    {
        Crowd crowd = NewCrowd(80);
        SimulationView once = new(Name, new ContactsOptions()), thrice = new(Name, new ContactsOptions());
        var frames = new CrowdFrames(Name, crowd);
        for (int tick = 1; tick <= 40; tick++)
        {
            crowd.Step();
            byte[][] records = Records(frames, Start + (tick * 1000));
            foreach (byte[] record in records) once.Take(Read(record));
            for (int i = 0; i < 3; i++)
                foreach (byte[] record in records) thrice.Take(Read(record));
        }
        thrice.Counts.ShouldBe(once.Counts);
        Meetings(thrice).ShouldBe(Meetings(once));
        Infections(thrice).ShouldBe(Infections(once));
    }

    [Fact]
    public void A_crowd_that_ticks_several_times_in_a_millisecond_is_told_to_its_last_tick()
    {
        Crowd crowd = NewCrowd(80);
        SimulationView slow = new(Name, new ContactsOptions()), fast = new(Name, new ContactsOptions());
        var frames = new CrowdFrames(Name, crowd);
        var again = new CrowdFrames(Name, crowd);
        for (int tick = 1; tick <= 40; tick++)
        {
            crowd.Step();
            foreach (byte[] record in Records(frames, Start + (tick * 1000))) slow.Take(Read(record));
            foreach (byte[] record in Records(again, Start + (tick / 10))) fast.Take(Read(record));
            fast.Counts.ShouldBe(slow.Counts);
        }
        fast.Counts.Tick.ShouldBe(40);
        Infections(fast).ShouldBe(Infections(slow));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(16)]
    public void Who_begins_to_read_in_the_middle_knows_all_people_from_the_key_frame_on_and_misses_no_contact_that_has_not_ended(int from)
    {
        Crowd crowd = NewCrowd(120);
        SimulationView whole = new(Name, new ContactsOptions()), late = new(Name, new ContactsOptions());
        var frames = new CrowdFrames(Name, crowd);
        for (int tick = 1; tick <= 60; tick++)
        {
            crowd.Step();
            foreach (byte[] record in Records(frames, Start + (tick * 1000)))
            {
                whole.Take(Read(record));
                if (tick >= from) late.Take(Read(record));
            }
            if (tick == from) late.Counts.All.ShouldBe(from == 16 ? 120 : 0, "people are known from the key frame on");
            if (tick == 16) Picture(late, Start + 16_000).ShouldBe(Picture(whole, Start + 16_000));
        }

        // Of a meeting with a gap the part before it may have ended before the reader began; from then on all is the same.
        (Guid, Guid, int, int)[] Since(SimulationView view) => [.. Meetings(view).Where(m => m.Item4 >= from).Select(m => (m.Item1, m.Item2, Math.Max(from, m.Item3), m.Item4)).Order()];
        Since(late).ShouldBe(Since(whole));
        Meetings(late).Count(m => m.Item3 < from).ShouldBeGreaterThan(0, "a contact is told from its beginning");
        (Guid, Guid?, int)[] infected = [.. Infections(whole).Where(i => i.Tick >= from).Select(i => (i.Person, i.Source, i.Tick))];
        (Guid, Guid?, int)[] known = [.. Infections(late).Select(i => (i.Person, i.Source, i.Tick))];
        infected.ShouldNotBeEmpty();
        infected.ShouldAllBe(i => known.Contains(i), "also those between key frames are known, with their tick");
    }

    [Fact]
    public void A_chunk_with_more_contacts_than_a_record_takes_is_told_in_several()
    {
        var crowd = new Crowd(new Rules(s_parameters with { FieldWidth = 20, FieldHeight = 20, InfectionRadius = 40 }, 3));
        for (int i = 0; i < 300; i++) crowd.Add(infected: i == 0);
        SimulationView view = new(Name, new ContactsOptions());
        var frames = new CrowdFrames(Name, crowd);
        for (int tick = 1; tick <= 46; tick++)
        {
            crowd.Step();
            byte[][] records = Records(frames, Start + (tick * 1000));
            if (tick < 45) records.Length.ShouldBeGreaterThan(1);
            foreach (byte[] record in records)
            {
                record.Length.ShouldBeLessThan(MessageBounds.Report.MaxBytes);
                view.Take(Read(record));
            }
        }
        Meetings(view).Select(m => (m.Item3, m.Item4)).Distinct().ShouldBe([(1, 44)]);
        Meetings(view).Length.ShouldBe(300 * 299 / 2);
    }

    [Fact]
    public void Json_that_a_crowd_writes_by_itself_is_that_of_its_messages()
    {
        Crowd crowd = NewCrowd(200);
        CrowdReports messages = new("a \"run\" <ä>", crowd), records = new("a \"run\" <ä>", crowd);
        var output = new ArrayBufferWriter<byte>();
        for (int tick = 1; tick <= 50; tick++)
        {
            crowd.Step();
            long time = Start + (tick * 1000) + tick;
            byte[][] written = Records(records, time);
            PersonMessage[] said = [.. messages.After(time)];
            written.Length.ShouldBe(said.Length);
            for (int i = 0; i < said.Length; i++)
            {
                output.ResetWrittenCount();
                MessageJson.Write(output, said[i]);
                System.Text.Encoding.UTF8.GetString(written[i]).ShouldBe(System.Text.Encoding.UTF8.GetString(output.WrittenSpan));
            }
        }
    }

    [Fact]
    public void Who_hears_very_many_says_so_in_several_messages_none_of_them_too_long()
    {
        var crowd = new Crowd(new Rules(s_parameters with { FieldWidth = 20, FieldHeight = 20, InfectionRadius = 40 }, 3));
        for (int i = 0; i < 1_100; i++) crowd.Add();
        crowd.Step();
        byte[][] records = Records(new CrowdReports(Name, crowd), Start);
        records.Length.ShouldBe(2 * 1_100);
        records.Max(r => r.Length).ShouldBeLessThan(200_000);
        records.Sum(r => ReportReader.Read(r, new FixedClock(Start)).Person!.Contacts.Count).ShouldBe(1_100 * 1_099);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nothing_is_allocated_for_a_report_once_the_tables_have_grown(bool compact)
    {
        Crowd crowd = NewCrowd(2_000, side: 200, lifetime: 0);
        ICrowdWriter writer = compact ? new CrowdFrames(Name, crowd) : new CrowdReports(Name, crowd);
        var output = new ArrayBufferWriter<byte>(1 << 20);
        long bytes = 0;
        for (int tick = 1; tick <= 60; tick++)
        {
            crowd.Step();
            long before = GC.GetAllocatedBytesForCurrentThread();
            writer.Look(Start + tick);
            output.ResetWrittenCount();
            while (writer.TryWrite(output, out _, out _)) output.ResetWrittenCount();
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        bytes.ShouldBeLessThan(2_000, "less than a byte a report");
    }

    [Fact]
    public void A_frame_has_the_bytes_that_the_format_says()
    {
        var crowd = new Crowd(new Rules(new SimulationParameters { FieldWidth = 9, FieldHeight = 9, Movement = Movement.Walk }, 7));
        crowd.Add(infected: true, new Place(3, 4));
        crowd.Add(at: new Place(4, 4));
        crowd.Add(at: new Place(9, 9));
        var frames = new CrowdFrames("r", crowd);
        crowd.Step();
        Convert.ToHexString(Records(frames, 1_000).Single()).ShouldBe(GoldenKeyFrame);
        crowd.Step();
        Convert.ToHexString(Records(frames, 2_000).Single()).ShouldBe(GoldenDifferences);
    }

    private const string GoldenKeyFrame = "C101" + "0172" + "00" + "01" + "E807" + "03" + "00" + "020304" + "020304" + "000908" + "01" + "011201" + "03000000";
    private const string GoldenDifferences = "C102" + "0172" + "00" + "02" + "D00F" + "03" + "00" + "03" + "32" + "00";

    [Fact]
    public void Nothing_but_a_frame_or_a_refusal_comes_of_damaged_bytes_and_what_is_kept_stays_bounded()
    {
        Crowd crowd = NewCrowd(1_100, side: 60);
        var frames = new CrowdFrames(Name, crowd);
        var records = new List<byte[]>();
        for (int tick = 1; tick <= 40; tick++)
        {
            crowd.Step();
            records.AddRange(Records(frames, Start + (tick * 1000)));
        }
        var random = new Random(4);
        var view = new SimulationView(Name, new ContactsOptions { MostPeople = 3_000, MostOpenContacts = 5_000 });
        int taken = 0, refused = 0;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] whole = records[random.Next(records.Count)];
            byte[] damaged = [.. whole.AsSpan(0, random.Next(4) == 0 ? random.Next(whole.Length) : whole.Length)];
            for (int i = random.Next(4); i > 0 && damaged.Length > 0; i--) damaged[random.Next(random.Next(2) == 0 ? Math.Min(40, damaged.Length) : damaged.Length)] = (byte)random.Next(256);
            try
            {
                view.Take(Read(damaged));
                taken++;
            }
            catch (MessageException)
            {
                refused++;
            }
        }
        taken.ShouldBeGreaterThan(1_000);
        refused.ShouldBeGreaterThan(1_000);
        view.People(0, Start).Count.ShouldBeLessThanOrEqualTo(3_000);
    }

    [Theory]
    [InlineData("", MessageProblem.NotJson)]
    [InlineData("C1", MessageProblem.NotCompact)]
    [InlineData("C105", MessageProblem.NotCompact)]
    [InlineData("C10100", MessageProblem.WrongValue)] // no name
    [InlineData("C10101FF", MessageProblem.WrongValue)] // no UTF-8
    [InlineData("C1010172 00 01 01 FFFFFFFF7F 00", MessageProblem.WrongValue)] // people beyond a chunk
    [InlineData("C1010172 00 01 01 8008 00", MessageProblem.NotCompact)] // 1,024 people and no bytes for them
    [InlineData("C1010172 00 01 01 01 00 05 00 00 00", MessageProblem.WrongValue)] // a state that is none
    [InlineData("C1010172 00 01 FFFFFFFFFFFFFFFF7F 00 00 00", MessageProblem.FromTheFuture)]
    [InlineData("C1020172 00 02 01 03 00 03 7D 00", MessageProblem.WrongValue)] // steps beyond 124
    [InlineData("C1020172 00 02 01 01 00 04", MessageProblem.WrongValue)] // more move than there are
    [InlineData("C1020172 00 02 01 01 00 01 00 01 00 12 00", MessageProblem.WrongValue)] // infected by itself
    [InlineData("C1020172 00 02 01 01 00 01 00 01 01 02", MessageProblem.WrongValue)] // a change of somebody who is not there
    [InlineData("C1020172 00 02 01 02 00 02 00 00 03 00 04 00", MessageProblem.WrongValue)] // goes on, in differences
    [InlineData("C1020172 00 02 01 02 00 02 00 00 02 00 04 01", MessageProblem.WrongValue)] // ended after more ticks than there were
    [InlineData("C1020172 00 02 01 02 00 02 00 00 00 00 04 00 00 04", MessageProblem.WrongValue)] // a pair twice
    [InlineData("C1020172 00 02 01 02 00 02 00 00 00 00 C1843D", MessageProblem.WrongValue)] // further than the largest radius
    public void What_is_no_frame_is_refused_with_its_kind_and_reason(string hex, MessageProblem problem)
    {
        byte[] bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        MessageException refused = Should.Throw<MessageException>(() => ReportReader.Read(bytes, new FixedClock(Start)));
        refused.Problem.ShouldBe(problem, refused.Message);
    }

    [Fact]
    public void A_frame_that_does_not_fit_those_before_is_refused_and_the_next_key_frame_heals()
    {
        Crowd crowd = NewCrowd(50);
        var frames = new CrowdFrames(Name, crowd);
        var view = new SimulationView(Name, new ContactsOptions());
        for (int tick = 1; tick <= 16; tick++)
        {
            crowd.Step();
            byte[] record = Records(frames, Start + (tick * 1000)).Single();
            // At tick 3 it moves one person fewer than live.
            if (tick == 3) Should.Throw<MessageException>(() => view.Take(Read([.. record.AsSpan(0, 18), .. new byte[] { 49 }, .. record.AsSpan(19)]))).Message.ShouldContain("49 of 50");
            else view.Take(Read(record));
        }
        Picture(view, Start + 16_000).Length.ShouldBe(50);
        view.Counts.Tick.ShouldBe(16);
    }

    private static Crowd NewCrowd(int people, int side = 30, int lifetime = 45)
    {
        var crowd = new Crowd(new Rules(s_parameters with { FieldWidth = side, FieldHeight = side, Lifetime = lifetime }, 5));
        for (int i = 0; i < people; i++) crowd.Add(infected: i < 3);
        return crowd;
    }

    private static CrowdFrame Read(byte[] record) => CrowdFrame.Read(record, MessageBounds.Report, Start + 1_000_000);

    private static byte[][] Records(ICrowdWriter writer, long time)
    {
        var records = new List<byte[]>();
        var output = new ArrayBufferWriter<byte>();
        writer.Look(time);
        while (writer.TryWrite(output, out int key, out _))
        {
            records.Add(output.WrittenSpan[key..].ToArray());
            output.ResetWrittenCount();
        }
        return [.. records];
    }

    private static (Guid, double, double, Health, long, bool)[] Picture(SimulationView view, long time) =>
        [.. view.At(time)!.People.Select(p => (p.Id, p.X, p.Y, p.Health, p.Time, p.DiedInfected)).Order()];

    private static (Guid, Guid, int, int, double)[] Meetings(SimulationView view) => view.Read((log, _, id) =>
        log.All.Select(m => (id(m.One), id(m.Other), m)).Select(m => m.Item1.CompareTo(m.Item2) < 0 ? m : (m.Item2, m.Item1, m.m))
            .Select(m => (m.Item1, m.Item2, m.m.From, m.m.To, Math.Round(m.m.Closest, 3))).Order().ToArray());

    private static (Guid Person, Guid? Source, int Tick)[] Infections(SimulationView view) =>
        view.Read((_, log, id) => log.All.Select(i => (id(i.Person), i.Source < 0 ? (Guid?)null : id(i.Source), i.Tick)).Order().ToArray());

    // Which steps a trace has depends on the order of the meetings; whom it reaches, how soon and at which ticks does not.
    private static (Guid, int, string)[] Trace(SimulationView view, Guid person, bool backward) => [.. view.TraceOf(person, backward, 4, null, 19, 100_000)!.Steps.GroupBy(s => s.Person)
        .Select(g => (g.Key, g.Min(s => s.Depth), string.Join(' ', g.SelectMany(s => Enumerable.Range(s.Earliest, s.Latest - s.Earliest + 1)).Distinct().Order()))).Order()];

    private static (Guid, long, long, double)[] Exposures(SimulationView view, Guid person) => [.. view.ExposuresOf(person)!.Select(e => (e.To, e.From, e.Until, Math.Round(e.Closest, 3))).Order()];

    private sealed class FixedClock(long time) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(time);
    }
}
