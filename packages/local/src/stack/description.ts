import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DemoUser, PortalClient } from "./bootstrap.ts";

/** The machine-readable description of a running stack: `<data-dir>/stack.json`. */
export interface StackDescription {
  readonly apiUrl: string;
  readonly awsEndpoint: string;
  readonly region: string;
  readonly userPoolId: string;
  readonly issuer: string;
  readonly loginUrl: string;
  readonly tokenUrl: string;
  readonly mailboxUrl: string;
  readonly portal: PortalClient;
  readonly user: DemoUser;
  /** The stand-in identity provider, when there is one: new app clients let people in through it as well. */
  readonly identityProvider?: { readonly name: string; readonly issuer: string };
  readonly pid: number;
}

/** Writes `stack.json`, whole or not at all, readable for its owner only. Answers its path. */
export async function writeDescription(dir: string, description: StackDescription): Promise<string> {
  const path = join(dir, "stack.json");
  await writeFile(`${path}.new`, `${JSON.stringify(description, undefined, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
  return path;
}
