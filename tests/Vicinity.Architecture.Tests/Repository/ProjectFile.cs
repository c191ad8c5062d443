using System.Xml.Linq;

namespace Vicinity.Architecture.Tests;

/// <summary>One project file, as far as the rules of the layout look at it.</summary>
internal sealed class ProjectFile
{
    private readonly XDocument _xml;

    public ProjectFile(string path)
    {
        Path = path;
        Name = System.IO.Path.GetFileNameWithoutExtension(path);
        _xml = XDocument.Parse(Repository.Read(path));
        References = [.. _xml.Descendants("ProjectReference").Select(e => System.IO.Path.GetFileNameWithoutExtension(e.Attribute("Include")!.Value.Replace('\\', '/')))];
    }

    /// <summary>Path relative to the root of the repository.</summary>
    public string Path { get; }

    public string Name { get; }

    /// <summary>Names of the projects that this one references directly.</summary>
    public IReadOnlyList<string> References { get; }

    public bool IsProduct => Path.StartsWith("src/", StringComparison.Ordinal);

    public bool IsExecutable => _xml.Descendants("OutputType").Any(e => e.Value == "Exe") || Name.EndsWith(".Tests", StringComparison.Ordinal);

    /// <summary>Packages that state a version of their own.</summary>
    public IEnumerable<string> VersionedPackages =>
        _xml.Descendants("PackageReference")
            .Where(e => e.Attribute("Version") is not null || e.Attribute("VersionOverride") is not null || e.Element("Version") is not null)
            .Select(e => e.Attribute("Include")!.Value);

    public IEnumerable<string> Packages => _xml.Descendants("PackageReference").Select(e => e.Attribute("Include")!.Value);
}
