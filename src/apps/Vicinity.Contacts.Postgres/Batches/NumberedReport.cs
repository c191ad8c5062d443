namespace Vicinity.Contacts.Postgres;

/// <summary>A report and the number of its simulation in the database.</summary>
internal readonly record struct NumberedReport(int Simulation, PersonMessage Report)
{
    public PersonKey Key => new(Simulation, Report.Person);
}
