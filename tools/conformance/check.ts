import type { World } from "./world.ts";

/** One belief about AWS that the service and its stand-in share. */
export interface Check {
  /** A sentence that is true when the check passes. */
  readonly says: string;
  /** Whether it needs a login domain. */
  readonly login?: true;
  /** Throws when AWS does otherwise. */
  run(world: World): Promise<void>;
}

/** Throws an error that tells what was there instead. */
export function expectThat(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

/** Throws unless the call is refused with this error. */
export async function expectRefusal(error: string, call: Promise<unknown>): Promise<void> {
  expectThat((await endOf(call)) === error, `expected ${error}, saw ${await endOf(call)}`);
}

async function endOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "no error";
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

/** Repeats a look until it holds, for what AWS lets be seen a little later. Throws what the last look threw. */
export async function eventually(look: () => Promise<void>, { tries = 20, waitMs = 1_000 } = {}): Promise<void> {
  for (let left = tries; ; left -= 1) {
    try {
      await look();
      return;
    } catch (error) {
      if (left <= 1) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}
