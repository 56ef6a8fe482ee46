import type { JsonObject } from "@latchkey/core/json";
import { type Artifact, SECRET_TOKEN } from "@latchkey/core/payload";
import type { ClientProcess } from "../harness/client-process.ts";
import { artifactNamed, type Registration } from "../harness/proof.ts";
import type { CellsCase } from "./cases.ts";

/** A registered case. */
export interface Registered {
  readonly cellsCase: CellsCase;
  readonly registration: Registration;
}

/** A way to configure Cells. */
export interface Way {
  readonly title: string;
  /** Artifacts that are used together. */
  readonly artifacts: readonly string[];
  /** Whether the mapping rule is among them; the form of the console has another page for it. */
  readonly withRules: boolean;
  /** The id of the connector; the console gives it one of its own. */
  readonly id: string;
  /** The connectors that are there before; undefined if there is no list. */
  readonly stored: readonly ListedConnector[] | undefined;
}

/** A connector as Cells lists it. */
export interface ListedConnector extends JsonObject {
  readonly id: string;
  readonly name: string;
  readonly type: string;
}

/** The connector of a new Cells: for its own users. */
export const BUILT_IN: ListedConnector = { id: "pydio", name: "Pydio Cells", type: "pydio" };

const FILES = { withRules: true, id: "cognito", stored: undefined };

export const rest: Way = {
  ...FILES,
  title: "rest",
  artifacts: ["connector.json", "rest-request"],
  stored: [BUILT_IN],
};
export const commands: Way = { ...FILES, title: "commands", artifacts: ["cli-command"] };
export const installation4: Way = { ...FILES, title: "installation", artifacts: ["install.yaml"] };
export const installation5: Way = { ...FILES, title: "installation", artifacts: ["install-v5.yaml"] };
export const inConsole: Way = {
  title: "console",
  artifacts: ["console-fields"],
  withRules: false,
  id: "from-the-console",
  stored: [BUILT_IN],
};

export const ways: readonly Way[] = [rest, commands, installation4, installation5, inConsole];

export type SecretForm = "inline" | "reference";

/** The artifacts of one way, after the administrator's first step: no format of Cells has a reference, the value is filled in by hand. */
export const artifactsOf = (way: Way, registration: Registration, form: SecretForm): readonly Artifact[] =>
  way.artifacts.map((name) => {
    const artifact = artifactNamed(registration[form], name);
    return { ...artifact, body: artifact.body.replaceAll(SECRET_TOKEN, registration.clientSecret) };
  });

interface Site {
  readonly externalUrl: string;
  /** The version of Cells that the command line says it is. */
  readonly version?: string;
}

/** Configures a Cells in one way; answers its connectors, of which the second is open. */
export async function openWith(
  client: ClientProcess,
  { externalUrl, version = "4.4.0" }: Site,
  { stored }: Pick<Way, "stored">,
  artifacts: readonly Artifact[],
): Promise<readonly ListedConnector[]> {
  const { connectors } = await client.ask({
    do: "open",
    externalUrl,
    version,
    stored: stored ?? null,
    artifacts: artifacts.map(({ name, fileName, body }) => ({ name, fileName, body })),
  });
  // Parse boundary: our own client's answer to `open`.
  return connectors as unknown as readonly ListedConnector[];
}
