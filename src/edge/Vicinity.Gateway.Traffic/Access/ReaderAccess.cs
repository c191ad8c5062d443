using Microsoft.AspNetCore.Http;
using Vicinity.Traffic;

namespace Vicinity.Gateway.Traffic;

/// <summary>Decides who may read positions: the operator, and whoever takes part by reporting a position of an own vehicle. Thread-safe.</summary>
public sealed class ReaderAccess(OperatorAccess access, Participation rule, RecentReports reports, TrafficView view) : IAccessRule
{
    /// <summary>Header that names the reader's vehicle.</summary>
    public const string VehicleHeader = "X-Vicinity-Vehicle";

    /// <summary>Query parameter that does the same.</summary>
    public const string VehicleParameter = "vehicle";

    /// <summary>Who sends a request.</summary>
    public ReaderIdentity Identify(HttpContext context)
    {
        string? vehicle = context.Request.Headers[VehicleHeader].ToString() is { Length: > 0 } named
            ? named
            : context.Request.Query[VehicleParameter].ToString();
        return new ReaderIdentity(access.IsOperator(context), VehiclePosition.RefuseVehicle(vehicle) is null ? vehicle : null);
    }

    /// <summary>Says why a reader may not read now, or null.</summary>
    public string? Refuse(ReaderIdentity reader) =>
        reader.IsOperator ? null : rule.Refuse(reader.Vehicle, reader.Vehicle is null ? null : LastReport(reader.Vehicle), view.Now);

    /// <inheritdoc/>
    public AccessRefusal? Refuse(HttpContext context) => Refuse(Identify(context)) is { } reason ? new AccessRefusal(Participation.Title, reason) : null;

    // A report to this process counts at once; one through the log counts when it is in the view.
    private long? LastReport(string vehicle)
    {
        long? direct = reports.Last(vehicle), seen = view.LastSeen(vehicle);
        return direct is null ? seen : seen is null ? direct : Math.Max(direct.Value, seen.Value);
    }
}
