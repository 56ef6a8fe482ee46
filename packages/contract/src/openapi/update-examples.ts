import type { DefinedConnector } from "@latchkey/connectors/define";
import type { JsonObject } from "@latchkey/core/json";
import type { UpdateTarget } from "@latchkey/core/operation";
import { changedArtifacts } from "@latchkey/core/usecases/changed-artifacts";
import { plan } from "@latchkey/core/usecases/plan";
import { parsePatch } from "../parse-patch.ts";
import { representUpdated } from "../representations/integration.ts";
import type { ExampleObject } from "./document.ts";
import { AT, activeRow, asJson, NOBODY, operationOf, servicesOf } from "./example-rows.ts";

const MOVE: JsonObject = { settings: { baseUrl: "https://git.example.com" }, rotation: { everyDays: 90 } };

/** A patch, what becomes of it, and what it may also say. */
export function updateExamples(
  connectors: readonly DefinedConnector[],
  connector: DefinedConnector,
): Readonly<Record<string, ExampleObject>> {
  const services = servicesOf(connectors);
  const row = activeRow(services, connector);
  const edited = parsePatch(MOVE)({ ...row, rotation: undefined });
  const { settings } = plan(services, { ...edited, connector: row.connector }, NOBODY);
  const target: UpdateTarget = {
    name: edited.name,
    settings,
    labels: edited.labels,
    identityProviders: row.identityProviders,
    ...(edited.rotation && { rotation: edited.rotation }),
  };
  const changes = changedArtifacts(services, row, target);
  const operation = { ...operationOf(row), kind: "update", step: "apply", target, drift: "refuse" } as const;
  const updated = { ...row, ...target, version: 3, updatedAt: AT + 86_400_000 };
  return {
    "patch-settings": { summary: "Another address, and rotation every 90 days", value: MOVE },
    "patch-policies": {
      summary: "Holders of two domains may sign up, and are let in",
      value: {
        signUp: { mode: "domains", allowedDomains: ["example.com", "*.example.org"], groups: ["editors"] },
        access: { groups: ["editors"] },
      },
    },
    "patch-removals": {
      summary: "Another name, one label less, no rotation by schedule any more",
      value: { name: "GitLab of the platform team", labels: { team: null }, rotation: null },
    },
    updated: {
      summary: "Changed",
      value: asJson(representUpdated({ integration: updated, changedArtifacts: changes })),
    },
    updating: {
      summary: "Not finished",
      value: asJson(
        representUpdated({
          integration: { ...row, state: "updating", version: 3, operation },
          changedArtifacts: changes,
        }),
      ),
    },
  };
}
