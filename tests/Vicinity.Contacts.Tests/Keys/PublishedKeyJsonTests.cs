using System.Buffers;
using System.Text;

namespace Vicinity.Contacts.Tests;

public sealed class PublishedKeyJsonTests
{
    private static readonly PublishedKey s_key = new(new ExposureKey(RollingIdentifier.From(Convert.FromHexString(ExposureNotificationVectors.Secret)).Value, 2642976, 140), "first");

    [Fact]
    public void A_key_is_written_as_it_is_described_and_read_again()
    {
        var output = new ArrayBufferWriter<byte>();
        PublishedKeyJson.Write(output, s_key);
        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe("""{"key":"dcc0xt0aeC3nqWXaXrkxJQ==","rollingStartIntervalNumber":2642976,"rollingPeriod":140,"simulation":"first"}""");
        PublishedKeyJson.Read(output.WrittenSpan).ShouldBe(s_key);
    }

    [Fact]
    public void The_period_is_a_day_unless_it_is_told_and_unknown_fields_are_passed_over() =>
        Read("""{"key":"dcc0xt0aeC3nqWXaXrkxJQ==","rollingStartIntervalNumber":0,"transmissionRisk":{"level":[1,2]}}""").ShouldBe(new PublishedKey(s_key.Key with { RollingStart = 0, RollingPeriod = 144 }));

    [Theory]
    [InlineData("", MessageProblem.NotJson)]
    [InlineData("[]", MessageProblem.NotJson)]
    [InlineData("{", MessageProblem.NotJson)]
    [InlineData("{}", MessageProblem.NoIdentity)]
    [InlineData("""{"key":"dcc0xt0aeC3nqWXaXrkx","rollingStartIntervalNumber":0}""", MessageProblem.NoIdentity)]
    [InlineData("""{"key":"dcc0xt0aeC3nqWXaXrkxJQ=","rollingStartIntervalNumber":0}""", MessageProblem.NoIdentity)]
    [InlineData("""{"key":7,"rollingStartIntervalNumber":0}""", MessageProblem.NoIdentity)]
    [InlineData("""{"key":"dcc0xt0aeC3nqWXaXrkxJQ=="}""", MessageProblem.NoTime)]
    [InlineData("""{"key":"dcc0xt0aeC3nqWXaXrkxJQ==","rollingStartIntervalNumber":-1}""", MessageProblem.WrongValue)]
    [InlineData("""{"key":"dcc0xt0aeC3nqWXaXrkxJQ==","rollingStartIntervalNumber":1.5}""", MessageProblem.WrongValue)]
    [InlineData("""{"key":"dcc0xt0aeC3nqWXaXrkxJQ==","rollingStartIntervalNumber":0,"rollingPeriod":145}""", MessageProblem.WrongValue)]
    [InlineData("""{"key":"dcc0xt0aeC3nqWXaXrkxJQ==","rollingStartIntervalNumber":0,"simulation":""}""", MessageProblem.WrongValue)]
    [InlineData("""{"key":"dcc0xt0aeC3nqWXaXrkxJQ==","rollingStartIntervalNumber":0} {}""", MessageProblem.NotJson)]
    public void What_is_no_key_is_refused_with_its_kind(string json, MessageProblem problem) => Should.Throw<MessageException>(() => Read(json)).Problem.ShouldBe(problem);

    [Fact]
    public void A_key_that_is_too_long_is_refused() => Should.Throw<MessageException>(() => PublishedKeyJson.Read(new byte[1025])).Problem.ShouldBe(MessageProblem.TooLong);

    [Fact]
    public void Whatever_bytes_come_a_key_is_read_or_refused_with_a_reason()
    {
        var output = new ArrayBufferWriter<byte>();
        PublishedKeyJson.Write(output, s_key);
        var random = new Random(11);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = output.WrittenSpan.ToArray();
            for (int change = random.Next(1, 5); change > 0; change--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                PublishedKeyJson.Read(bytes.AsSpan(0, random.Next(bytes.Length + 1))).Key.Problem.ShouldBeNull();
            }
            catch (MessageException refused)
            {
                refused.Message.ShouldNotBeEmpty();
            }
        }
    }

    private static PublishedKey Read(string json) => PublishedKeyJson.Read(Encoding.UTF8.GetBytes(json));
}
