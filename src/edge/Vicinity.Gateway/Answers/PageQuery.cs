using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Vicinity.Gateway;

/// <summary>Which part of a long list a reader asks for: so many items behind a name, in the order of their names. Items that come and go between two pages shift nothing.</summary>
/// <param name="Limit">Most items in one answer; null for all of them, in any order.</param>
/// <param name="After">The name behind which the page begins; null for the first page.</param>
public sealed record PageQuery(int? Limit, string? After)
{
    /// <summary>Most items that a page may be asked to have.</summary>
    public const int MostItems = 100_000;

    /// <summary>Reads the parameters of a request, or answers what is wrong with them.</summary>
    public static bool TryRead(string? limit, string? after, [NotNullWhen(true)] out PageQuery? query, [NotNullWhen(false)] out IResult? problem)
    {
        bool hasLimit = !string.IsNullOrEmpty(limit);
        int items = 0;
        bool isRead = !hasLimit || (int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out items) && items is >= 1 and <= MostItems);
        query = isRead ? new PageQuery(hasLimit ? items : string.IsNullOrEmpty(after) ? null : MostItems, string.IsNullOrEmpty(after) ? null : after) : null;
        problem = isRead ? null : TypedResults.Problem(
            title: "The request cannot be read", detail: $"limit '{(limit!.Length > 40 ? limit[..40] + "…" : limit)}' is not a number between 1 and {MostItems}", statusCode: StatusCodes.Status400BadRequest);
        return isRead;
    }

    /// <summary>The page of a list. Where there are more items, the answer's Link header (RFC 8288) leads to the next page.</summary>
    /// <param name="items">All items.</param>
    /// <param name="nameOf">Name of an item, which no other has.</param>
    /// <param name="context">The request.</param>
    public IReadOnlyList<T> Of<T>(IReadOnlyList<T> items, Func<T, string> nameOf, HttpContext context)
    {
        if (Limit is not int most) return items;
        // Of a long list a short page is chosen without sorting the rest.
        var first = new PriorityQueue<T, string>(Comparer<string>.Create((a, b) => string.CompareOrdinal(b, a)));
        foreach (T item in items)
        {
            string name = nameOf(item);
            if (After is not null && string.CompareOrdinal(name, After) <= 0) continue;
            if (first.Count <= most) first.Enqueue(item, name);
            else first.EnqueueDequeue(item, name);
        }

        bool isMore = first.Count > most;
        if (isMore) first.Dequeue();
        var page = new T[first.Count];
        for (int i = page.Length - 1; i >= 0; i--) page[i] = first.Dequeue();
        if (isMore) context.Response.Headers.Link = $"<{Next(context.Request, nameOf(page[^1]))}>; rel=\"next\"";
        return page;
    }

    private static string Next(HttpRequest request, string after)
    {
        var query = new QueryBuilder();
        foreach ((string name, var values) in request.Query)
        {
            if (!name.Equals("after", StringComparison.OrdinalIgnoreCase)) query.Add(name, (IEnumerable<string>)values.ToArray()!);
        }

        query.Add("after", after);
        return request.Path + query.ToString();
    }
}
