using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vicinity.System.Tests;

/// <summary>How tests of contacts wait for what processes do by themselves: by looking again, with a bound.</summary>
internal static class ContactsPatience
{
    /// <summary>Generous: other tests may use the machine.</summary>
    public static readonly TimeSpan Whole = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks for JSON until it is as wanted; an error, as of a server that is away, is asked again.</summary>
    public static async Task<JsonNode> UntilAsync(HttpClient client, string url, Func<JsonNode, bool> wanted, string what, Func<string> output, CancellationToken cancel)
    {
        long began = Stopwatch.GetTimestamp();
        string last = "";
        while (true)
        {
            try
            {
                using HttpResponseMessage answer = await client.GetAsync(url, cancel);
                last = await answer.Content.ReadAsStringAsync(cancel);
                if (answer.IsSuccessStatusCode && JsonNode.Parse(last) is { } json && wanted(json)) return json;
            }
            catch (Exception away) when (away is HttpRequestException or JsonException || (away is TaskCanceledException && !cancel.IsCancellationRequested))
            {
                last = away.Message;
            }
            if (Stopwatch.GetElapsedTime(began) > Whole) throw new TimeoutException($"{what} did not come at {url} within {Whole}; the last answer: {last}{Environment.NewLine}{output()}");
            await Task.Delay(s_pause, cancel);
        }
    }
}
