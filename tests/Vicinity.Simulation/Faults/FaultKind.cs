namespace Vicinity.Simulation;

/// <summary>What is injected. The first group comes at random times; the mean time between two is the profile's.</summary>
internal enum FaultKind
{
    Kill,
    PowerLoss,
    PowerLossOfAll,
    Pause,
    Suspend,
    EmptiedDisk,
    Rot,
    FailingFlush,
    FailingWrite,
    SlowDisk,
    Partition,
    Isolation,
    OneWayCut,
    SlowLink,
    Storm,
    ConnectionLost,
    HandOver,
    Campaign,
    VoterChange,
    WriteQuorumChange,
    BaseMove,
    WallClockJump,

    /// <summary>Counted only: a crash between two actions of one input.</summary>
    CrashBetweenActions,

    /// <summary>Counted only: messages.</summary>
    MessageLost,
    MessageDoubled,
    MessageVeryLate,
}
