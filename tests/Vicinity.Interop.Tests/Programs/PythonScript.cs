namespace Vicinity.Interop.Tests;

/// <summary>A script under python/: its scenarios check what they see themselves and pass by ending with 0.</summary>
internal sealed class PythonScript(string file, BrokerUnderTest broker)
{
    public async Task PassesAsync(string scenario, params string[] arguments)
    {
        string path = RepositoryFolder.OfTests("python", file);
        ProgramResult result = await ForeignProgram.RunAsync(Installed.PythonPath, ["-B", path, scenario, broker.Bootstrap, .. arguments]);
        result.ShouldHaveSucceeded();
    }
}
