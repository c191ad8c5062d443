namespace Vicinity.Contacts;

/// <summary>Where a device's reports go.</summary>
public interface IReportSink
{
    /// <summary>Stores a report once. While the log is away it waits for it, for as long as it takes.</summary>
    /// <exception cref="Client.ClientException">It was not stored, and will not be; the caller may report its contacts again.</exception>
    Task StoreAsync(PersonMessage report, CancellationToken cancel);
}
