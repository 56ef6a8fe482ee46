import type { AppClientSettings, LiveClient } from "@latchkey/core/ports/app-clients";
import type { Call } from "@latchkey/core/ports/call";
import type { Cognito } from "./calls.ts";
import { clientFields } from "./client-fields.ts";
import { describeClient, type Target } from "./describe.ts";
import { foreignFields } from "./field-meaning.ts";
import { driftOf } from "./merge.ts";

/** Compares the live client with what is recorded of it. Undefined when there is none. */
export async function inspectClient(
  cognito: Cognito,
  target: Target,
  recorded: AppClientSettings,
  call: Call,
): Promise<LiveClient | undefined> {
  const live = await describeClient(cognito, target, call);
  if (live === undefined) return undefined;
  const { fields, unknown } = live;
  return { drift: driftOf(fields, clientFields(recorded)), foreign: foreignFields(fields), unknown };
}
