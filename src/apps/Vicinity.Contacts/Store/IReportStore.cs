namespace Vicinity.Contacts;

/// <summary>A database in which reports are kept besides the views. What is wrong with it hurts no view.</summary>
public interface IReportStore
{
    /// <summary>How it is doing; from any thread.</summary>
    StoreStatus Status { get; }
}
