const shortestFrame = 33;
/** On a machine that draws in software a frame is dear: there movement takes fewer of them. */
const thriftyFrame = 250;
const dearFrame = 60;

/** When frames are drawn: after a change, and while something moves as often as the machine can keep up with. */
export class FrameRhythm {
  private frame = 0;
  private lastDraw = 0;
  private cost = 0;
  private drewLastFrame = false;
  private disposed = false;

  constructor(
    private readonly draw: (now: number) => void,
    /** Until when something moves by itself, milliseconds of the performance clock. */
    private readonly movesUntil: () => number,
    private readonly ask: (callback: (now: number) => void) => number = (callback) =>
      requestAnimationFrame(callback),
  ) {}

  /** True on a machine where a frame is so dear that what is not needed should be left out. */
  get thrifty(): boolean {
    return this.cost > dearFrame;
  }

  /** Something has changed, or begins to move. */
  begin(): void {
    if (this.frame === 0 && !this.disposed) this.frame = this.ask(this.next);
  }

  dispose(): void {
    this.disposed = true;
    if (this.frame !== 0) cancelAnimationFrame(this.frame);
  }

  private readonly next = (now: number): void => {
    this.frame = 0;
    if (this.disposed) return;
    if (this.drewLastFrame) {
      this.cost = this.cost * 0.8 + Math.min(1000, now - this.lastDraw) * 0.2;
      this.drewLastFrame = false;
    }
    const wait = this.thrifty ? thriftyFrame : shortestFrame;
    if (now - this.lastDraw >= wait - 4) {
      this.lastDraw = now;
      this.drewLastFrame = true;
      this.draw(now);
    }
    if (this.drewLastFrame || this.movesUntil() > now) this.begin();
  };
}
