import type { FunctionName } from "../../../tools/functions.ts";
import { FUNCTION_NAMES } from "../bundles.ts";
import type { CaseName } from "../cases.ts";
import { type ColdStart, type ColdSubject, coldStart } from "../children/cold-start.ts";
import { lambdaLoop, type Runtime } from "../fetched.ts";
import { trusted } from "../measured-upstream.ts";
import { type Gate, type Part, type PartContext, type PartResult, type Row, roundsOn, type Table } from "../part.ts";
import { caseOf, environmentAt, type Recording } from "../recording.ts";
import { buildReferences } from "../references.ts";
import { type Estimate, estimate, median, shuffled } from "../statistics.ts";
import type { Exchange, Tape } from "../upstream/tape.ts";
import { startUpstream } from "../upstream/upstream.ts";

const ROUNDS = 31;

type ReferenceClients = "one-client" | "two-clients" | "three-clients";

/** Each function's first event, and the plain bundle whose clients it has. */
const FIRST: Readonly<Record<FunctionName, readonly [CaseName, ReferenceClients]>> = {
  read: ["get", "three-clients"],
  write: ["register", "three-clients"],
  reveal: ["payload inline", "three-clients"],
  inspect: ["health", "three-clients"],
  reconcile: ["reconcile", "three-clients"],
  "rotate-secret": ["rotate-secret", "three-clients"],
  "pre-sign-up": ["pre-sign-up", "one-client"],
  "post-confirmation": ["post-confirmation", "one-client"],
  "pre-token-generation": ["pre-token-generation", "one-client"],
};

/** The most that an init may take, against an empty handler's, and as a share of what the plain bundle takes beyond that. */
const LIMITS: readonly { readonly name: FunctionName; readonly empty: number; readonly extra: number }[] = [
  { name: "read", empty: 1.65, extra: 0.42 },
  { name: "reveal", empty: 1.75, extra: 0.5 },
  { name: "write", empty: 1.95, extra: 0.6 },
  { name: "inspect", empty: 1.92, extra: 0.6 },
  { name: "pre-token-generation", empty: 1.55, extra: 0.4 },
  { name: "pre-sign-up", empty: 1.65, extra: 0.45 },
  { name: "post-confirmation", empty: 1.65, extra: 0.45 },
];

/** Cold starts in AWS's own loop of Node functions, against a runtime API and an AWS on the loopback interface. */
export const cold: Part = { name: "cold", summary: "cold starts in the Lambda runtime loop", run };

async function run(context: PartContext): Promise<PartResult> {
  const recording = await context.recording();
  const results: PartResult[] = [];
  for (const runtime of context.runtimes) results.push(await onRuntime(context, recording, runtime));
  return { tables: results.flatMap(({ tables }) => tables), gates: results.flatMap(({ gates }) => gates) };
}

interface Variant {
  readonly name: string;
  readonly subject: ColdSubject;
  readonly tape: Tape;
}

type Rounds = ReadonlyMap<string, readonly ColdStart[]>;

async function onRuntime(context: PartContext, recording: Recording, runtime: Runtime): Promise<PartResult> {
  const rounds = roundsOn(runtime, context, ROUNDS);
  const { certificate, authority } = await trusted();
  const loop = await lambdaLoop(context.onProgress);
  const upstream = await startUpstream(certificate);
  const env = {
    ...environmentAt(recording, upstream.origin),
    AWS_ENDPOINT_URL: upstream.origin,
    NODE_EXTRA_CA_CERTS: authority,
  };
  const variants = await variantsOf(context, recording);
  const measured = new Map<string, ColdStart[]>(variants.map(({ name }) => [name, []]));
  try {
    // One round that does not count: files are read into memory.
    for (let round = 0; round <= rounds; round += 1) {
      context.onProgress(`cold, ${runtime.name}: round ${round} of ${rounds}`);
      for (const { name, subject, tape } of shuffled(variants)) {
        upstream.play(tape);
        const start = await coldStart({ node: runtime.path, loop, env }, subject);
        if (round > 0) measured.get(name)?.push(start);
      }
    }
  } finally {
    await upstream.close();
  }
  if (upstream.errors.length > 0) throw new AggregateError(upstream.errors, "AWS on the loopback interface failed");
  return report(measured, runtime, rounds);
}

async function variantsOf({ bundles }: PartContext, recording: Recording): Promise<readonly Variant[]> {
  const references = await buildReferences();
  const { tape } = caseOf(recording, "register");
  const others = (["floor", "one-client", "two-clients", "three-clients"] as const).map((name) => ({
    name,
    subject: { folder: references[name].replace(/\/bundle\.mjs$/, ""), event: {} },
    tape: name === "floor" ? new Map() : new Map([...tape, ...simpleAnswers]),
  }));
  const own = FUNCTION_NAMES.map((name) => {
    const { event, tape: answers } = caseOf(recording, FIRST[name][0]);
    return { name, subject: { folder: `${bundles}/${name}`, event }, tape: answers };
  });
  return [...others, ...own];
}

const EMPTY: Exchange = {
  request: { headers: {}, body: "" },
  answer: { status: 200, headers: { "content-type": "application/x-amz-json-1.1" }, body: "{}" },
};

/** What the plain bundles ask for that a registration does not. */
const simpleAnswers: Tape = new Map(["GetItem", "AdminAddUserToGroup"].map((name) => [name, [EMPTY]]));

function report(rounds: Rounds, { name: runtime, deployed }: Runtime, count: number): PartResult {
  const of = (name: string): readonly ColdStart[] => rounds.get(name) ?? [];
  const against = (name: string, other: string, figure: keyof ColdStart): Estimate =>
    estimate(of(name).map((start, round) => start[figure] / (of(other)[round]?.[figure] ?? Number.NaN)));
  const extra = (name: string, other: string): Estimate =>
    estimate(
      of(name).map(({ initMs }, round) => {
        const floor = of("floor")[round]?.initMs ?? Number.NaN;
        return (initMs - floor) / ((of(other)[round]?.initMs ?? Number.NaN) - floor);
      }),
    );
  const rows = [...rounds.keys()].map((name): Row => {
    const reference = name in FIRST ? FIRST[name as FunctionName][1] : undefined;
    return {
      function: name,
      "init ms": median(of(name).map(({ initMs }) => initMs)),
      "init / empty": ratio(against(name, "floor", "initMs")),
      "extra / plain": reference === undefined ? "" : ratio(extra(name, reference)),
      "first call ms": median(of(name).map(({ initMs, totalMs }) => totalMs - initMs)),
      "total ms": median(of(name).map(({ totalMs }) => totalMs)),
      "total / empty": ratio(against(name, "floor", "totalMs")),
    };
  });
  const table: Table = {
    title: `Cold starts on ${runtime}`,
    note: `Medians of ${count} interleaved rounds, a fresh process each; ratios are those of one round, with 95 % intervals. Plain: ${describePlain}.`,
    rows,
  };
  return { tables: [table], gates: deployed ? gatesOf(against, extra) : [] };
}

const describePlain = "middy and plain clients, three for the API and the jobs, one for the triggers";
const ratio = ({ median: middle, low, high }: Estimate): string =>
  `${middle.toFixed(2)} (${low.toFixed(2)}-${high.toFixed(2)})`;

function gatesOf(
  against: (name: string, other: string, figure: keyof ColdStart) => Estimate,
  extra: (name: string, other: string) => Estimate,
): readonly Gate[] {
  const gate = (name: string, { median: measured, ...interval }: Estimate, limit: number): Gate => ({
    name,
    measured,
    interval,
    limit,
    noisy: true,
  });
  return [
    ...LIMITS.flatMap(({ name, empty, extra: share }) => {
      const [, plain] = FIRST[name];
      return [
        gate(`init of ${name} / empty handler`, against(name, "floor", "initMs"), empty),
        gate(`init of ${name}, extra / plain ${plain}`, extra(name, plain), share),
      ];
    }),
    gate("cold register, init and first call / empty handler", against("write", "floor", "totalMs"), 2.95),
  ];
}
