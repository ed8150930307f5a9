import * as z from 'zod';
import { instant, isoOf } from '../../shared/domain/time.ts';

/** Shared with every function's thread: a moment in milliseconds, or -1 while it goes with the machine's clock. */
export class Clock {
  readonly shared = new BigInt64Array(new SharedArrayBuffer(8)).fill(-1n);

  constructor(iso?: string) {
    if (iso !== undefined) this.standAt(momentOf(iso));
  }

  get stands(): boolean {
    return Atomics.load(this.shared, 0) >= 0n;
  }

  /** In milliseconds. */
  now(): number {
    const standing = Number(Atomics.load(this.shared, 0));
    return standing < 0 ? Date.now() : standing;
  }

  iso(): string {
    return isoOf(instant(this.now()));
  }

  standAt(moment: number): void {
    Atomics.store(this.shared, 0, BigInt(moment));
  }
}

const IsoMoment = z.union([z.iso.datetime({ offset: true }), z.iso.datetime({ offset: true, precision: -1 })]);

/** Throws a sentence for whoever asked. */
export const momentOf = (iso: string): number => {
  const moment = IsoMoment.safeParse(iso).success ? Date.parse(iso) : Number.NaN;
  if (!(moment >= 0)) throw new Error(`"${iso}" is no moment; write one with its offset: 2026-03-02T09:00+09:00`);
  return moment;
};
