import type { Integration } from "../integration.ts";
import type { Call } from "../ports/call.ts";
import type { Engine } from "../services.ts";
import { finishRegistration } from "./finish-registration.ts";
import { finishRemoval } from "./finish-removal.ts";
import { finishUpdate } from "./finish-update.ts";
import type { Held } from "./held.ts";
import { finishRotation } from "./rotate/finish-rotation.ts";

/**
 * Continues an operation whose lease we hold, whatever its kind. `found` are the clients that carry the integration's mark, where
 * they had to be listed. Answers the row as it then stands.
 */
export async function finish(
  services: Engine,
  row: Held,
  found: readonly string[],
  call: Call,
): Promise<Integration | undefined> {
  const { operation } = row;
  switch (operation.kind) {
    case "register":
      return finishRegistration(services, { ...row, operation }, found, call);
    case "update":
      return (await finishUpdate(services, { ...row, operation }, { tell: true }, call)).row;
    case "rotate":
      return (await finishRotation(services, { ...row, operation }, {}, call)).row;
    case "remove":
      return finishRemoval(services, { ...row, operation }, found, call);
  }
}
