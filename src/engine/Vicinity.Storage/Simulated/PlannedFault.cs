namespace Vicinity.Storage;

/// <summary>One failure to come: the operation and path that it waits for, and how often it strikes.</summary>
internal sealed class PlannedFault(FileOperation operation, string pathPart, int skip, bool forever)
{
    private int _skip = skip;
    private bool _spent;

    public bool Strikes(FileOperation now, string path)
    {
        if (_spent || now != operation || !path.Contains(pathPart, StringComparison.Ordinal)) return false;
        if (_skip-- > 0) return false;
        _skip = 0;
        _spent = !forever;
        return true;
    }
}
