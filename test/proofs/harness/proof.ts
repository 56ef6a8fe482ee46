import type { JsonObject } from "@latchkey/core/json";
import type { Artifact } from "@latchkey/core/payload";
import type { StackDescription } from "@latchkey/local/stack/description";
import type { ClientProcess } from "./client-process.ts";
import type { MutationPlan } from "./mutations.ts";
import type { Tool, Toolchain } from "./toolchains.ts";

/**
 * How one connector is shown to work: its artifacts, as text, are handed to the product's own code, which signs a user in. Each
 * folder `test/proofs/<connector id>` exports one as `proof` from its `proof.ts`.
 */
export interface Proof {
  /** The connector's id, and the name of the folder. */
  readonly connector: string;
  /** What is proven with what, for the log: `GitLab with its OmniAuth strategies`. */
  readonly title: string;
  /** The language of the client program. */
  readonly toolchain: Toolchain;
  /** What the artifacts' own scripts are run with, beside a shell. Without the toolchain and these the proof is skipped, and says why. */
  readonly tools?: readonly Tool[];
  /** Builds the client program if need be and starts it. */
  prepare(): Promise<ClientProcess>;
  /** Shows everything, claim by claim. Throws at the first claim that does not hold. */
  prove(context: ProofContext): Promise<void>;
  /** What the mutation run alters and how it is checked; the registrations are made here. */
  mutations(context: ProofContext): Promise<readonly MutationPlan[]>;
}

/** What a proof works with: a service in memory, the running client, and a person who can sign in. */
export interface ProofContext {
  readonly stack: StackDescription;
  readonly client: ClientProcess;
  /** Has e-mail address and group, no `name`. */
  readonly user: ProofUser;
  /** Registers the proof's connector over the API. The settings become part of the proof's record. */
  register(settings: JsonObject): Promise<Registration>;
  /** Makes another confirmed user, for example one with a `name`. Attributes are Cognito's, `email` and a password are given. */
  addUser(user: { readonly attributes?: Readonly<Record<string, string>> }): Promise<ProofUser>;
  /**
   * Shows one thing. `claim` is a sentence without full stop that reads well in a list of what was proven: `signs a user in whose uid
   * is the claim sub`. It is recorded if `check` does not throw; what `check` throws is reported under it.
   */
  shows(claim: string, check: () => Promise<void>): Promise<void>;
  /** Says something of this run alone, in a sentence without full stop: it is printed below the table and not recorded. */
  note(sentence: string): void;
}

export interface ProofUser {
  readonly username: string;
  readonly password: string;
  readonly email: string;
  /** The claim `sub`. */
  readonly subject: string;
  /** The claim `cognito:groups`, in which an application is told nothing of the groups of Latchkey itself. */
  readonly groups: readonly string[];
}

/** A registered integration, with its artifacts in both forms and what those by reference refer to. */
export interface Registration {
  readonly settings: JsonObject;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The secret's name in Secrets Manager. */
  readonly secretName: string;
  readonly inline: readonly Artifact[];
  readonly reference: readonly Artifact[];
}

/** A piece of the product's code that ran. */
export interface Product {
  readonly name: string;
  readonly version: string;
}

/** The artifact of that name. Throws when there is none. */
export function artifactNamed(artifacts: readonly Artifact[], name: string): Artifact {
  const found = artifacts.find((artifact) => artifact.name === name);
  if (found === undefined)
    throw new Error(`There is no artifact ${name}, but ${artifacts.map((each) => each.name).join(", ")}.`);
  return found;
}
