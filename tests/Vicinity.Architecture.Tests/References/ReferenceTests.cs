using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Vicinity.Architecture.Tests;

public sealed class ReferenceTests
{
    private static IEnumerable<ProjectFile> Product => Repository.Projects.Values.Where(p => p.IsProduct);

    [Fact]
    public void Every_project_of_src_has_a_row_in_the_table_of_allowed_references() =>
        Product.Select(p => p.Name).Where(name => !AllowedReferences.Table.ContainsKey(name)).ShouldBeEmpty();

    [Fact]
    public void A_project_references_only_what_the_table_allows() =>
        Product.SelectMany(p => p.References.Except(AllowedReferences.Table[p.Name]).Select(r => $"{p.Name} -> {r}")).ShouldBeEmpty();

    [Fact]
    public void Storage_does_not_reach_the_wire_protocol() =>
        Reached("Vicinity.Storage").ShouldNotContain("Vicinity.Protocol");

    [Fact]
    public void Applications_and_the_client_do_not_reach_the_broker_or_its_storage()
    {
        string[] inside = ["Vicinity.Broker", "Vicinity.Storage", "Vicinity.Consensus", "Vicinity.Membership", "Vicinity.Transport"];
        foreach (ProjectFile project in Product.Where(p => p.Path.StartsWith("src/apps/", StringComparison.Ordinal) || p.Name is "Vicinity.Client" || p.Name.StartsWith("Vicinity.Gateway", StringComparison.Ordinal)))
            Reached(project.Name).Intersect(inside).ShouldBeEmpty($"{project.Name} must know the engine through Vicinity.Client alone");
    }

    [Fact]
    public void The_gateway_reaches_no_application_and_each_of_its_parts_reaches_one()
    {
        string[] applications = ["Vicinity.Traffic", "Vicinity.Contacts", "Vicinity.Weather", "Vicinity.Chat", "Vicinity.ClusterWatch"];
        Reached("Vicinity.Gateway").Intersect(applications).ShouldBeEmpty();
        foreach (ProjectFile part in Product.Where(p => p.Name.StartsWith("Vicinity.Gateway.", StringComparison.Ordinal)))
            Reached(part.Name).Intersect(applications).Count().ShouldBe(1, part.Name);
    }

    [Fact]
    public void Nothing_references_an_executable_except_the_tests_that_run_it()
    {
        IEnumerable<string> wrong =
            from project in Repository.Projects.Values
            from reference in project.References
            let target = Repository.Projects[reference]
            where target.IsExecutable && (project.IsProduct || (!target.IsProduct && project.Name != target.Name + ".Tests"))
            select $"{project.Name} -> {reference}";
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        string[] listed = [.. XDocument.Parse(Repository.Read("Vicinity.slnx")).Descendants("Project").Select(e => e.Attribute("Path")!.Value)];
        Repository.Projects.Values.Select(p => p.Path).Except(listed).ShouldBeEmpty("these projects are missing in Vicinity.slnx");
        listed.Where(path => !Repository.Exists(path)).ShouldBeEmpty("these projects of Vicinity.slnx do not exist");
    }

    [Fact]
    public void Every_project_of_src_has_its_tests()
    {
        // The generator is proved by the messages that it makes, in the tests of the protocol.
        string[] elsewhere = ["Vicinity.Protocol.Generator"];
        Product.Select(p => p.Name).Except(elsewhere).Where(name => !Repository.Projects.ContainsKey(name + ".Tests")).ShouldBeEmpty();
    }

    [Fact]
    public void Versions_of_packages_stand_in_one_file()
    {
        Repository.Projects.Values.SelectMany(p => p.VersionedPackages.Select(v => $"{p.Path}: {v}")).ShouldBeEmpty();
        XElement[] central = [.. XDocument.Parse(Repository.Read("Directory.Packages.props")).Descendants("PackageVersion")];
        central.GroupBy(e => e.Attribute("Include")!.Value).Where(g => g.Count() > 1).Select(g => g.Key).ShouldBeEmpty("stated twice");
        foreach (XElement package in central)
            Regex.IsMatch(package.Attribute("Version")!.Value, @"^\d+\.\d+\.\d+(\.\d+)?$").ShouldBeTrue($"{package.Attribute("Include")!.Value} needs one exact version");
    }

    private static HashSet<string> Reached(string project)
    {
        var found = new HashSet<string>();
        var open = new Stack<string>([project]);
        while (open.TryPop(out string? name))
            if (Repository.Projects.TryGetValue(name, out ProjectFile? file))
                foreach (string reference in file.References)
                    if (found.Add(reference)) open.Push(reference);
        return found;
    }
}
