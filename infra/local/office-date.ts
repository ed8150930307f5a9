const Real = Date;
const STANDING = 0;

/**
 * In this thread `Date` goes by the office's clock from now on. Timers and performance.now stay real: time-outs must run while the
 * clock stands.
 */
export const goByOfficeClock = (clock: BigInt64Array): void => {
  const now = (): number => {
    const standing = Number(Atomics.load(clock, STANDING));
    return standing < 0 ? Real.now() : standing;
  };
  globalThis.Date = new Proxy(Real, {
    construct: (target, given, newTarget) => Reflect.construct(target, given.length > 0 ? given : [now()], newTarget),
    apply: () => new Real(now()).toString(),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  });
  Date.prototype.constructor = Date;
};
