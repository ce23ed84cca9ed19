// Preloaded (`node --import`) into a process whose clock is to be wrong by BELFRY_CLOCK_SHIFT_MS. Timers and
// performance.now() run as ever, as they do on a machine whose clock was set wrong.
const shiftMs = Number(process.env.BELFRY_CLOCK_SHIFT_MS);
const RealDate = Date;

globalThis.Date = class ShiftedDate extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + shiftMs);
    else super(...given);
  }
  static now() {
    return RealDate.now() + shiftMs;
  }
};
