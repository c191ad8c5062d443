using Microsoft.AspNetCore.Http;

namespace Vicinity.Gateway;

/// <summary>Reads the body of a request whole; the server's limit bounds it.</summary>
public static class BodyReader
{
    /// <summary>The body's bytes.</summary>
    /// <exception cref="BadHttpRequestException">It is larger than the server takes, or breaks off.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancel).ConfigureAwait(false);
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
