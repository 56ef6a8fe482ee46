import type { Answer, Place, Request } from "../service/place.ts";
import type { Random } from "../service/random.ts";
import type { Slot } from "./slots.ts";

/** One operation of one actor, with everything about it already chosen. `status` is what counts in the report. */
export interface Operation {
  readonly name: string;
  run(place: Place): Promise<{ readonly outcome: string; readonly wrong?: string | undefined }>;
}

/** What an operation of this soak may be told: that it is done or will be, what stands in its way, or that AWS is not there. */
const EXPECTED: readonly number[] = [200, 201, 202, 204, 404, 409, 412, 429, 503];

function requesting(
  name: string,
  request: Request,
  learn: (answer: Answer) => string | undefined = () => undefined,
): Operation {
  return {
    name,
    async run(place) {
      const answer = await place.send(request);
      const code =
        String(answer.body?.type ?? "")
          .split(":")
          .at(-1) ?? "";
      const outcome = `${name} ${answer.status}${answer.status >= 400 ? ` ${code}` : ""}`;
      const wrong = !EXPECTED.includes(answer.status) ? `${outcome}: ${JSON.stringify(answer.body)}` : learn(answer);
      return { outcome, wrong };
    },
  };
}

const POLICY = { everyDays: 3, overlapDays: 1, retire: "deadline" } as const;
const URLS = ["https://one.example.com", "https://two.example.com", "https://three.example.com"] as const;

/** By key: the integration that it led to. One key leads to one integration, always. */
export type Keys = Map<string, string>;

function register(slot: Slot, random: Random, keys: Keys): Operation {
  const key = `${slot.name} ${slot.generation}`;
  // The same key always comes with the same body.
  const body = {
    connector: "gitlab",
    name: slot.name,
    settings: { baseUrl: URLS[0] },
    ...(slot.generation % 3 === 0 && { rotation: POLICY }),
  };
  const secret = random.pick(["inline", "reference"]);
  const request = {
    group: "write",
    method: "POST",
    path: "/v1/integrations",
    query: `secret=${secret}`,
    headers: { "idempotency-key": key },
    body,
  } as const;
  return requesting("register", request, ({ status, body: answered }) => {
    if (status === 201 || status === 202) {
      const id = String(answered.id);
      const earlier = keys.get(key);
      keys.set(key, id);
      slot.id = id;
      return earlier === undefined || earlier === id
        ? undefined
        : `the key ${key} led to ${earlier}, and then to ${id}`;
    }
    if (answered.type?.endsWith("operation-ended")) slot.generation += 1;
    return undefined;
  });
}

const at = ({ id = "int_01ARZ3NDEKTSV4RRFFQ69G5FAV" }: Slot): string => `/v1/integrations/${id}`;

function update(slot: Slot, random: Random): Operation {
  const patches = [
    { settings: { baseUrl: random.pick(URLS) } },
    { labels: { team: random.pick(["build", "release"]) } },
    { rotation: random.pick([POLICY, null]) },
  ];
  const request = { group: "write", method: "PATCH", path: at(slot), headers: { "if-match": "*" } } as const;
  const merged = { ...request, headers: { ...request.headers, "content-type": "application/merge-patch+json" } };
  return requesting("update", { ...merged, body: random.pick(patches) });
}

function rotate(slot: Slot, random: Random, reason: "requested" | "compromised"): Operation {
  const overlap = { overlapDays: 1 + random.integer(3), retire: random.pick(["acknowledged", "deadline"]) };
  const body = { reason, ...(reason === "requested" && overlap) };
  const request = { group: "write", method: "POST", path: `${at(slot)}/rotations`, body } as const;
  return requesting(reason === "requested" ? "rotate" : "compromised", request, ({ status, body: answered }) => {
    if (status === 201 || status === 202) slot.rotation = String(answered.id);
    else if (answered.rotationId !== undefined) slot.rotation = String(answered.rotationId);
    return undefined;
  });
}

const end = (slot: Slot, how: "complete" | "abort"): Operation =>
  requesting(how, {
    group: "write",
    method: "POST",
    path: `${at(slot)}/rotations/${slot.rotation ?? "rot_01ARZ3NDEKTSV4RRFFQ69G5FAV"}/${how}`,
  });

/** Mostly its caller forgets it then and registers another one; now and then they go on as if it were there. */
function remove(slot: Slot, random: Random): Operation {
  const forgets = random.chance(0.8);
  const request = { group: "write", method: "DELETE", path: at(slot) } as const;
  return requesting("remove", request, ({ status }) => {
    if (status === 503 || !forgets) return undefined;
    slot.id = undefined;
    slot.rotation = undefined;
    slot.generation += 1;
    return undefined;
  });
}

const payload = (slot: Slot, random: Random): Operation =>
  requesting("payload", {
    group: "reveal",
    method: "GET",
    path: `${at(slot)}/payload`,
    query: `secret=${random.pick(["inline", "reference"])}`,
  });

const health = (slot: Slot): Operation =>
  requesting("health", { group: "inspect", method: "GET", path: `${at(slot)}/health` });

const reconcile: Operation = {
  name: "reconcile",
  async run(place) {
    try {
      await place.reconcile();
      return { outcome: "reconcile" };
    } catch (error) {
      // A pass that cannot read its list ends, and the next one begins anew.
      return error instanceof Error && error.name === "UpstreamError"
        ? { outcome: "reconcile broken off" }
        : { outcome: "reconcile failed", wrong: String(error) };
    }
  },
};

/** Chooses one operation on one of the slots: those that lead on more often than those that end something. */
export function randomOperation(slots: readonly Slot[], random: Random, keys: Keys): Operation {
  const slot = random.pick(slots);
  const wanted = [
    ...Array.from({ length: slot.id === undefined ? 20 : 4 }, () => () => register(slot, random, keys)),
    () => update(slot, random),
    () => update(slot, random),
    () => update(slot, random),
    () => rotate(slot, random, "requested"),
    () => rotate(slot, random, "requested"),
    () => rotate(slot, random, "requested"),
    () => rotate(slot, random, "compromised"),
    () => end(slot, "complete"),
    () => end(slot, "complete"),
    () => end(slot, "abort"),
    () => end(slot, "abort"),
    () => remove(slot, random),
    () => payload(slot, random),
    () => health(slot),
    () => reconcile,
    () => reconcile,
    () => reconcile,
  ];
  return random.pick(wanted)();
}
