const REDACTED = "[redacted]";

/**
 * The only carrier of a client secret. It prints as `[redacted]` wherever it is turned into text: string conversion, JSON,
 * `console.log`, template literals. `reveal` is the one way out; its callers are the AWS adapters and the payload writers.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return REDACTED;
  }
}
