import type { StackDescription } from "../stack/description.ts";
import { type ArtifactReaders, artifactReaders } from "./artifact-readers.ts";
import { type DemoCase, demoCases } from "./cases.ts";
import { type Damageable, damaged } from "./damage.ts";
import { type Refusal, refusals } from "./refusals.ts";
import type { Readable, RelyingParty } from "./relying-party.ts";
import { type Person, signIn } from "./sign-in.ts";

/** One registration of the demo and what came of it. */
export interface DemoResult {
  readonly title: string;
  readonly artifacts: readonly DemoArtifact[];
  readonly refusals: readonly Refusal[];
}

export interface DemoArtifact {
  readonly name: string;
  readonly title: string;
  readonly body: string;
  /** Undefined for an artifact that only accompanies others. */
  readonly person: Person | undefined;
}

interface DemoOptions {
  readonly damage: Damageable | undefined;
  readonly onStep: (step: string) => void;
}

/** Registers every case and signs in with each of its artifacts. Throws at the first thing that does not work. */
export async function runDemo(stack: StackDescription, options: DemoOptions): Promise<readonly DemoResult[]> {
  const readers = await artifactReaders();
  const token = await accessToken(stack);
  const results: DemoResult[] = [];
  for (const each of demoCases) {
    options.onStep(each.title);
    const registered = await register(stack, token, each);
    results.push(
      await signInWithEach({ stack, readers, demoCase: each, artifacts: registered, damage: options.damage }),
    );
  }
  return results;
}

type RegisteredArtifact = Readable & { readonly title: string };

interface Registered {
  readonly stack: StackDescription;
  readonly readers: ArtifactReaders;
  readonly demoCase: DemoCase;
  readonly artifacts: readonly RegisteredArtifact[];
  readonly damage: Damageable | undefined;
}

async function signInWithEach({ stack, readers, demoCase, artifacts, damage }: Registered): Promise<DemoResult> {
  const parties: RelyingParty[] = [];
  const tried: DemoArtifact[] = [];
  for (const artifact of artifacts) {
    const party = demoCase.read(readers, artifact, artifacts);
    const { name, title, body } = artifact;
    const person = party && (await signIn(damaged(party, damage), stack));
    if (party !== undefined) parties.push(party);
    tried.push({ name, title, body, person });
  }
  const [party] = parties;
  if (party === undefined) throw new Error(`${demoCase.title}: no artifact carries what a sign-in needs.`);
  const subjects = new Set(tried.flatMap(({ person }) => (person === undefined ? [] : [person.subject])));
  if (subjects.size !== 1) throw new Error(`${demoCase.title}: its artifacts make different users of one person.`);
  return { title: demoCase.title, artifacts: tried, refusals: await refusals(party, stack) };
}

/** RFC 6749 4.4, with the portal client. */
async function accessToken({ tokenUrl, portal }: StackDescription): Promise<string> {
  const credentials = Buffer.from(`${portal.clientId}:${portal.clientSecret}`).toString("base64");
  const response = await fetch(tokenUrl, {
    method: "POST",
    headers: { authorization: `Basic ${credentials}` },
    body: new URLSearchParams({ grant_type: "client_credentials" }),
  });
  // RFC 6749 5.1; an error has no such member.
  const { access_token: token } = (await response.json()) as { access_token?: string };
  if (token === undefined) throw new Error("The token endpoint gave the portal no access token.");
  return token;
}

async function register(
  { apiUrl }: StackDescription,
  token: string,
  { title, body }: DemoCase,
): Promise<readonly RegisteredArtifact[]> {
  const response = await fetch(`${apiUrl}/v1/integrations`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (response.status !== 201)
    throw new Error(`${title}: the registration was answered with ${response.status}: ${text}`);
  // As openapi.json says of a 201.
  return (JSON.parse(text) as { payload: { artifacts: readonly RegisteredArtifact[] } }).payload.artifacts;
}
