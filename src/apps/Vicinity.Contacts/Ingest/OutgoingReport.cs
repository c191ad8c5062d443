namespace Vicinity.Contacts;

/// <summary>What <see cref="ReportWriter"/> writes: a message of one person, or a record that has been encoded already.</summary>
/// <param name="Message">The message; null where the record is given.</param>
/// <param name="Key">Key of the record.</param>
/// <param name="Value">Value of the record.</param>
public readonly record struct OutgoingReport(PersonMessage? Message, ReadOnlyMemory<byte> Key = default, ReadOnlyMemory<byte> Value = default);
