/** Counts what is under way, so that somebody can wait until nothing is. */
export class UnderWay {
  #count = 0;
  readonly #waiting: (() => void)[] = [];

  get quiet(): boolean {
    return this.#count === 0;
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#count++;
    try {
      return await work();
    } finally {
      this.#count--;
      if (this.quiet) for (const go of this.#waiting.splice(0)) go();
    }
  }

  /** Resolves once nothing is under way; something may begin right after. */
  async ended(): Promise<void> {
    if (!this.quiet) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
