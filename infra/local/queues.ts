export type Parked = { readonly at: string; readonly body: unknown };

export type QueuesProps = {
  /** What `infra/` calls each queue, by its ARN. */
  readonly names: ReadonlyMap<string, string>;
  readonly now: () => string;
  readonly error: (line: string) => void;
};

/** One office's queues of what failed for good. Nobody takes from them; a person looks. */
export class Queues {
  readonly #props: QueuesProps;
  readonly #messages = new Map<string, Parked[]>();

  constructor(props: QueuesProps) {
    this.#props = props;
    for (const name of props.names.values()) this.#messages.set(name, []);
  }

  /** Says so on the terminal too, also where the template has no queue for it. */
  park(arn: string | undefined, body: unknown, sentence: string): void {
    const name = arn && this.#props.names.get(arn);
    this.#props.error(`${sentence} (${name ? `it is in the queue ${name}` : 'it is lost'})`);
    if (name) this.#messages.get(name)?.push({ at: this.#props.now(), body });
  }

  list(): Readonly<Record<string, readonly Parked[]>> {
    return Object.fromEntries(this.#messages);
  }
}
