import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What lies in the buckets: in memory, or in a folder that outlives the office. Nothing expires. */
export class Objects {
  readonly #memory = new Map<string, Buffer>();
  readonly #folder: string | undefined;

  constructor(folder?: string) {
    this.#folder = folder;
  }

  put(bucket: string, key: string, body: Buffer): void {
    if (this.#folder === undefined) return void this.#memory.set(`${bucket}/${key}`, body);
    mkdirSync(join(this.#folder, encodeURIComponent(bucket)), { recursive: true });
    writeFileSync(this.#pathOf(this.#folder, bucket, key), body);
  }

  get(bucket: string, key: string): Buffer | undefined {
    if (this.#folder === undefined) return this.#memory.get(`${bucket}/${key}`);
    try {
      return readFileSync(this.#pathOf(this.#folder, bucket, key));
    } catch {
      return undefined;
    }
  }

  /** Encoded, so that no key leads out of the folder. */
  #pathOf(folder: string, bucket: string, key: string): string {
    return join(folder, encodeURIComponent(bucket), `${encodeURIComponent(key)}.eml`);
  }
}
