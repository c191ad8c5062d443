namespace Vicinity.Broker;

/// <summary>How bad a finding is.</summary>
public enum DataFindingKind
{
    /// <summary>Nothing is wrong.</summary>
    Sound,

    /// <summary>Something was put right; nothing is lost by it.</summary>
    Repaired,

    /// <summary>Something is lost for good.</summary>
    Lost,

    /// <summary>Something is damaged and was left as it is.</summary>
    Damaged,
}
