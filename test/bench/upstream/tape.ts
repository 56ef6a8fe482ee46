/** A call as it went over the wire. */
export interface WireRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer as it goes over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Exchange {
  readonly request: WireRequest;
  readonly answer: WireAnswer;
}

/** What one case asked of the stand-in and was answered, by the name of the call, in order. */
export type Tape = ReadonlyMap<string, readonly Exchange[]>;

export interface Recorder {
  readonly tape: Tape;
  record(name: string, exchange: Exchange): void;
}

/** Collects a tape. */
export function recorder(): Recorder {
  const tape = new Map<string, Exchange[]>();
  return {
    tape,
    record(name, exchange) {
      const exchanges = tape.get(name) ?? [];
      exchanges.push(exchange);
      tape.set(name, exchanges);
    },
  };
}

/** Every call on a tape. */
export const requestsOn = (tape: Tape): readonly WireRequest[] =>
  [...tape.values()].flat().map(({ request }) => request);

/**
 * Plays a tape: to the very call that was recorded, its answer; to others of that name, which have ids of their own, the answers in order,
 * and from the beginning again. Throws for a call that was not recorded.
 */
export function player(tape: Tape): (name: string, body: string) => WireAnswer {
  const places = new Map<string, number>();
  return (name, body) => {
    const exchanges = tape.get(name) ?? [];
    const place = places.get(name) ?? 0;
    const found = exchanges.find(({ request }) => request.body === body) ?? exchanges[place % exchanges.length];
    if (found === undefined)
      throw new Error(`The tape has no answer to ${name}, only to ${[...tape.keys()].join(", ")}`);
    places.set(name, place + 1);
    return found.answer;
  };
}
