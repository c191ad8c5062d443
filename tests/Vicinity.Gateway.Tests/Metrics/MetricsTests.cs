using System.Diagnostics.Metrics;

namespace Vicinity.Gateway.Tests;

public sealed class MetricsTests
{
    [Fact]
    public void A_counter_ends_in_total_with_its_unit_before_it()
    {
        using var collector = new MetricsCollector();
        using var meter = new Meter("Vicinity.Test.Counters");
        Counter<long> bytes = meter.CreateCounter<long>("vicinity.produce", "By", "Bytes appended");
        bytes.Add(100);
        bytes.Add(28);
        string text = collector.Scrape();
        text.ShouldContain("# HELP vicinity_produce_bytes_total Bytes appended\n# TYPE vicinity_produce_bytes_total counter\nvicinity_produce_bytes_total 128\n");
    }

    [Fact]
    public void A_name_without_the_applications_prefix_gets_it()
    {
        using var collector = new MetricsCollector();
        using var meter = new Meter("Vicinity.Test.Prefix");
        meter.CreateCounter<int>("late.records", "{record}").Add(3);
        collector.Scrape().ShouldContain("\nvicinity_late_records_total 3\n");
    }

    [Fact]
    public void A_histogram_has_cumulative_buckets_sum_and_count()
    {
        using var collector = new MetricsCollector();
        using var meter = new Meter("Vicinity.Test.Histograms");
        Histogram<double> duration = meter.CreateHistogram("wait.duration", "s", "Waiting", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        foreach (double value in (double[])[0.05, 0.1, 0.5, 7]) duration.Record(value, new KeyValuePair<string, object?>("api", "Fetch"));
        string text = collector.Scrape();
        text.ShouldContain("""
            vicinity_wait_duration_seconds_bucket{api="Fetch",le="0.1"} 2
            vicinity_wait_duration_seconds_bucket{api="Fetch",le="1"} 3
            vicinity_wait_duration_seconds_bucket{api="Fetch",le="+Inf"} 4
            vicinity_wait_duration_seconds_sum{api="Fetch"} 7.65
            vicinity_wait_duration_seconds_count{api="Fetch"} 4

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_value_that_cannot_be_told_is_left_out_and_the_others_are_not()
    {
        using var collector = new MetricsCollector();
        using var meter = new Meter("Vicinity.Test.Broken");
        meter.CreateObservableGauge("before", () => 1);
        meter.CreateObservableGauge("broken", new Func<int>(() => throw new InvalidOperationException("no")));
        meter.CreateObservableGauge("after", () => 2);
        string text = collector.Scrape();
        text.ShouldContain("\nvicinity_before 1\n");
        text.ShouldContain("\nvicinity_after 2\n");
    }

    [Fact]
    public void An_observed_value_is_read_anew_at_each_scrape_and_goes_with_its_meter()
    {
        using var collector = new MetricsCollector();
        long value = 5;
        using (var meter = new Meter("Vicinity.Test.Gauges"))
        {
            meter.CreateObservableGauge("open.files", () => value);
            collector.Scrape().ShouldContain("\nvicinity_open_files 5\n");
            value = 3;
            collector.Scrape().ShouldContain("\nvicinity_open_files 3\n");
        }

        collector.Scrape().ShouldNotContain("vicinity_open_files");
    }

    [Fact]
    public void Instruments_of_one_name_add_up()
    {
        using var collector = new MetricsCollector();
        using var first = new Meter("Vicinity.Test.Twice");
        using var second = new Meter("Vicinity.Test.Twice");
        first.CreateObservableGauge("replicas.held", () => 2);
        second.CreateObservableGauge("replicas.held", () => 3);
        collector.Scrape().ShouldContain("\nvicinity_replicas_held 5\n");
    }

    [Fact]
    public void Labels_beyond_the_bound_are_counted_together()
    {
        using var collector = new MetricsCollector();
        using var meter = new Meter("Vicinity.Test.Labels");
        Counter<long> counter = meter.CreateCounter<long>("many.labels");
        for (int i = 0; i < 1000; i++) counter.Add(1, new KeyValuePair<string, object?>("id", i));
        string[] lines = [.. collector.Scrape().Split('\n').Where(l => l.StartsWith("vicinity_many_labels_total", StringComparison.Ordinal))];
        lines.Length.ShouldBe(201);
        lines.ShouldContain("vicinity_many_labels_total{overflow=\"true\"} 800");
    }

    [Fact]
    public void A_label_is_quoted()
    {
        using var collector = new MetricsCollector();
        using var meter = new Meter("Vicinity.Test.Quotes");
        meter.CreateCounter<long>("quoted").Add(1, new KeyValuePair<string, object?>("some.name", "a \"b\"\\\nc"));
        collector.Scrape().ShouldContain("vicinity_quoted_total{some_name=\"a \\\"b\\\"\\\\\\nc\"} 1\n");
    }

    [Fact]
    public async Task The_endpoint_shows_the_servers_own_requests_and_the_runtime()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        await gateway.GetAsync("/healthz");
        HttpResponseMessage answer = await gateway.GetAsync("/metrics");
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        text.ShouldContain("http_server_request_duration_seconds_bucket{");
        text.ShouldContain("http_route=\"/healthz\"");
        text.ShouldContain("dotnet_process_memory_working_set_bytes ");
    }

    [Fact]
    public async Task Measuring_and_reading_at_the_same_time_lose_nothing()
    {
        using var collector = new MetricsCollector();
        using var meter = new Meter("Vicinity.Test.Together");
        Counter<long> counter = meter.CreateCounter<long>("together");
        Task[] adding = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => { for (int i = 0; i < 10_000; i++) counter.Add(1); }))];
        while (!Task.WhenAll(adding).IsCompleted) collector.Scrape();
        await Task.WhenAll(adding);
        collector.Scrape().ShouldContain("vicinity_together_total 40000\n");
    }
}
