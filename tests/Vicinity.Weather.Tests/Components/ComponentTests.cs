using System.Buffers;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace Vicinity.Weather.Tests;

/// <summary>What components say of themselves.</summary>
public sealed class ComponentTests
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ComponentReport s_report = new(ComponentRole.Server, "s1", "grpc", s_start.ToUnixTimeMilliseconds(), 17, 2.5, 3, "works", new LatencySummary(1, 2, 3, 4), "the store is away");

    [Fact]
    public void A_report_is_read_as_it_was_written()
    {
        ComponentJson.TryRead(Bytes(s_report), out ComponentReport? read, out _).ShouldBeTrue();
        read.ShouldBe(s_report);
        ComponentJson.TryRead(Bytes(s_report with { Latency = null, Problem = null }), out read, out _).ShouldBeTrue();
        read!.Latency.ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"role":"king","name":"a","transport":"log","time":1,"done":0,"perSecond":0,"waiting":0,"state":""}""")]
    [InlineData("""{"role":2,"name":"a","transport":"log","time":1,"done":0,"perSecond":0,"waiting":0,"state":""}""")]
    [InlineData("""{"role":"server","name":"","transport":"log","time":1,"done":0,"perSecond":0,"waiting":0,"state":""}""")]
    [InlineData("""{"role":"server","name":"a\u0007","transport":"log","time":1,"done":0,"perSecond":0,"waiting":0,"state":""}""")]
    [InlineData("""{"role":"server","name":"a","transport":null,"time":1,"done":0,"perSecond":0,"waiting":0,"state":""}""")]
    [InlineData("""{"role":"server","name":"a","transport":"log","time":1,"done":-1,"perSecond":0,"waiting":0,"state":""}""")]
    [InlineData("""{"role":"server","name":"a","transport":"log","time":1,"done":0,"perSecond":1e999,"waiting":0,"state":""}""")]
    [InlineData("""{"role":"server","name":"a","transport":"log","time":1,"done":0,"perSecond":0,"waiting":0,"state":"","latency":{"median":5,"p99":1,"longest":9,"count":1}}""")]
    public void What_is_no_report_is_refused_with_a_reason(string json)
    {
        ComponentJson.TryRead(Encoding.UTF8.GetBytes(json), out ComponentReport? read, out string? reason).ShouldBeFalse();
        read.ShouldBeNull();
        reason.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void A_report_beyond_its_bounds_is_refused()
    {
        ComponentJson.TryRead(Bytes(s_report with { Name = new string('a', 65) }), out _, out string? name).ShouldBeFalse();
        name.ShouldContain("64");
        ComponentJson.TryRead(Bytes(s_report with { Problem = new string('a', 5_000) }), out _, out string? long_).ShouldBeFalse();
        long_.ShouldContain("4096");
    }

    [Fact]
    public void Any_bytes_are_read_or_refused_and_never_throw()
    {
        var random = new Random(1);
        byte[] good = Bytes(s_report);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = [.. good];
            for (int j = 0; j < random.Next(1, 4); j++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (ComponentJson.TryRead(bytes.AsSpan(0, random.Next(bytes.Length + 1)), out ComponentReport? read, out string? reason)) read.ShouldNotBeNull();
            else reason.ShouldNotBeNullOrEmpty();
        }
    }

    [Fact]
    public void The_newest_report_is_shown_and_one_without_news_is_called_silent_and_then_forgotten()
    {
        var time = new FakeTimeProvider(s_start);
        var view = new ComponentView(time);
        view.Take(s_report);
        view.Take(s_report with { Time = s_report.Time - 1, Done = 1 });
        view.All.Single().ShouldBe((s_report, false));
        time.Advance(TimeSpan.FromSeconds(7));
        view.All.Single().IsSilent.ShouldBeTrue();
        time.Advance(TimeSpan.FromMinutes(10));
        view.ForgetSilent();
        view.All.ShouldBeEmpty();
    }

    [Fact]
    public void Names_without_end_take_bounded_room_and_a_clock_ahead_holds_no_place()
    {
        var view = new ComponentView(new FakeTimeProvider(s_start));
        view.Take(s_report with { Name = "ahead", Time = s_report.Time + 61_000 });
        for (int i = 0; i <= ComponentView.Most; i++) view.Take(s_report with { Name = $"s{i}" });
        (view.All.Count, view.NotShown).ShouldBe((ComponentView.Most, 1));
    }

    private static byte[] Bytes(ComponentReport report)
    {
        var output = new ArrayBufferWriter<byte>();
        ComponentJson.Write(output, report);
        return output.WrittenSpan.ToArray();
    }
}
