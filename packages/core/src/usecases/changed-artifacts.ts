import type { Integration } from "../integration.ts";
import type { UpdateTarget } from "../operation.ts";
import type { Engine } from "../services.ts";
import { writePayload } from "./payload.ts";

/** Names of the artifacts that the change adds, takes away or writes differently. Compared by reference, without the secret. */
export function changedArtifacts(
  services: Pick<Engine, "catalogue" | "deployment">,
  row: Integration,
  target: Pick<UpdateTarget, "name" | "settings">,
): readonly string[] {
  const bodies = (integration: Integration): ReadonlyMap<string, string> =>
    new Map(
      writePayload(services, integration, undefined).artifacts.map(({ name, fileName, body }) => [
        name,
        `${fileName}\n${body}`,
      ]),
    );
  const before = bodies(row);
  const after = bodies({ ...row, name: target.name, settings: target.settings });
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name));
}
