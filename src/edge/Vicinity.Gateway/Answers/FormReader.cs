using Microsoft.AspNetCore.Http;

namespace Vicinity.Gateway;

/// <summary>Reads the form of a request, URL-encoded or multipart; the server's limits bound it.</summary>
public static class FormReader
{
    /// <summary>The form's fields.</summary>
    /// <exception cref="BadHttpRequestException">It is no sound form, has more fields than are taken, is larger than the server takes, or breaks off.</exception>
    public static async Task<IFormCollection> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        try
        {
            return await request.ReadFormAsync(cancel).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            throw new BadHttpRequestException($"The form cannot be read: {broken.Message}", StatusCodes.Status400BadRequest, broken);
        }
    }
}
