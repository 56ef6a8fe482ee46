import { faultInWords, randomFault } from "../service/faults.ts";
import { violationsAtRest, violationsNow } from "../service/looks.ts";
import { openPlace, type Place } from "../service/place.ts";
import { type Random, seededChoices } from "../service/random.ts";
import { type Keys, type Operation, randomOperation } from "./operations.ts";
import { openSlots, type Slot } from "./slots.ts";

export interface StackRun {
  readonly operations: number;
  readonly seed: number;
  /** Told of every operation that has ended, by its outcome. */
  readonly onOutcome: (outcome: string) => void;
}

/** How many applications the callers share: few, so that they get in each other's way. */
const SLOTS = 6;
const MOST_AT_ONCE = 6;
/** Rounds between two looks at what must hold at any time, and between two rests. */
const ROUNDS_PER_LOOK = 4;
const ROUNDS_PER_REST = 25;
const ROUNDS_TOLD = 12;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** One fresh stack and so many operations on it. Answers what is wrong; nothing when all is well. */
export async function runStack({ operations, seed, onOutcome }: StackRun): Promise<readonly string[]> {
  const random = seededChoices(seed);
  const wrong: string[] = [];
  const place = await openPlace((error) => wrong.push(`defect of the stand-in: ${String(error)}`));
  const keys = new Map<string, string>();
  const soak: Soak = { place, random, wrong, slots: openSlots(SLOTS), keys, onOutcome, history: [] };
  try {
    let done = 0;
    for (let round = 1; done < operations && wrong.length === 0; round += 1) {
      done += await playRound(soak, operations - done);
      if (round % ROUNDS_PER_LOOK === 0) wrong.push(...(await violationsNow(place)));
      if (round % ROUNDS_PER_REST === 0) wrong.push(...(await violationsAtRest(place)));
    }
    if (wrong.length === 0) wrong.push(...(await violationsAtRest(place)));
  } finally {
    await place.close();
  }
  return wrong.length === 0 ? [] : [...new Set(wrong), "The last rounds:", ...soak.history.slice(-ROUNDS_TOLD)];
}

interface Soak extends Pick<StackRun, "onOutcome"> {
  readonly place: Place;
  readonly random: Random;
  readonly wrong: string[];
  readonly slots: readonly Slot[];
  readonly keys: Keys;
  /** What happened, round by round. */
  readonly history: string[];
}

/** Some operations at once while calls go wrong, then some time. Answers how many there were. */
async function playRound(soak: Soak, most: number): Promise<number> {
  const { place, random, wrong, slots, keys, onOutcome } = soak;
  const count = Math.min(most, 1 + random.integer(MOST_AT_ONCE));
  const chosen = Array.from({ length: count }, () => ({
    operation: randomOperation(slots, random, keys),
    afterMs: random.integer(12),
  }));
  const faults = Array.from({ length: random.integer(9) }, () => randomFault(random));
  if (random.chance(0.1)) slowSecrets(place, random);
  const mend = faults.map((rule) => place.faults.add(rule));
  const told: string[] = [];
  const noted = (outcome: string): void => {
    told.push(outcome);
    onOutcome(outcome);
  };
  const trouble = await Promise.all(chosen.map((each) => play(place, each, noted)));
  for (const mended of mend) mended();
  const found = trouble.filter((words) => words !== undefined);
  wrong.push(...found.map((words) => `${words} (${faults.map(faultInWords).join(", ")})`));
  const jump = jumpAfter(random);
  if (jump > 0) {
    onOutcome("clock jump");
    await place.pass(jump);
  }
  soak.history.push(`${told.join(", ")}; ${faults.map(faultInWords).join(", ")}; then ${jump} ms`);
  // Keys are forgotten after a day.
  if (jump >= DAY_MS) for (const slot of slots) slot.generation += 1;
  return count + (jump > 0 ? 1 : 0);
}

async function play(
  place: Place,
  { operation, afterMs }: { readonly operation: Operation; readonly afterMs: number },
  onOutcome: StackRun["onOutcome"],
): Promise<string | undefined> {
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  try {
    const { outcome, wrong } = await operation.run(place);
    onOutcome(outcome);
    return wrong;
  } catch (error) {
    return `${operation.name} threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
}

/** New secrets are refused, and deleted ones accepted, for a while: shorter than a new secret is given to become good. */
function slowSecrets({ standIn }: Place, random: Random): void {
  const slow = random.chance(0.5);
  standIn.secretPropagation.set({
    acceptAfterMs: slow ? random.integer(8_000) : 0,
    refuseAfterMs: slow ? random.integer(8_000) : 0,
  });
}

/** Mostly none or some seconds; now and then days, in which rotations come due. */
function jumpAfter(random: Random): number {
  if (random.chance(0.4)) return 0;
  if (random.chance(0.05)) return random.integer(4) * DAY_MS + MINUTE_MS;
  return 1 + random.integer(random.chance(0.5) ? 3_000 : 25_000);
}
