namespace Vicinity.Consensus;

/// <summary>
/// Whether a rule is broken on purpose. In the product's build never: the answer is a constant, and the compiler removes what stands behind it.
/// Tests and the simulator compile these sources once more with PLANTED_FAULTS.
/// </summary>
internal static class Planted
{
#if PLANTED_FAULTS
    [ThreadStatic]
    private static PlantedFault t_fault;

    /// <summary>The fault that this thread's replicas have.</summary>
    public static PlantedFault Fault { get => t_fault; set => t_fault = value; }

    public static bool Is(PlantedFault fault) => t_fault == fault;
#else
    public static bool Is(PlantedFault fault) => false;
#endif
}
