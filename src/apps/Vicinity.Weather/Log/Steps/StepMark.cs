namespace Vicinity.Weather;

/// <summary>What of a step is needed to go through its readings once more.</summary>
/// <param name="Rules">Rules of the windows.</param>
/// <param name="From">Offset of its first reading.</param>
/// <param name="To">Offset behind its last one.</param>
/// <param name="Clock">The clock beside which times were judged.</param>
/// <param name="AdvancedTo">Watermark to which the clock moved the windows behind the last reading; <see cref="Step.None"/> when it did not.</param>
/// <param name="PartCount">How many of the parts of windows that were closed by then stand in it.</param>
internal readonly record struct StepMark(WindowRules Rules, long From, long To, long Clock, long AdvancedTo, int PartCount);
