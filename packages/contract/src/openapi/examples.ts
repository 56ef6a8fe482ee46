import type { DefinedConnector } from "@latchkey/connectors/define";
import { describeConnector } from "@latchkey/connectors/describe";
import { Secret } from "@latchkey/core/secret";
import { writePayload } from "@latchkey/core/usecases/payload";
import { previewRegistration } from "@latchkey/core/usecases/preview-registration";
import { representIntegration, representRegistered } from "../representations/integration.ts";
import { representPayload, representPreview } from "../representations/payload.ts";
import { accessExamples } from "./access-examples.ts";
import { activityExamples } from "./activity-examples.ts";
import type { ExampleObject } from "./document.ts";
import { activeRow, asJson, inputOf, provisioningRow, servicesOf } from "./example-rows.ts";
import { updateExamples } from "./update-examples.ts";

const SECRET = new Secret("ExampleSecret".repeat(4));

/**
 * The document's examples by name: what the product itself makes of its connectors' own examples, so that they are true. The
 * catalogue's first connector is shown registered, its last one, whose artifacts are short, as payload and dry run.
 */
export function examplesOf(connectors: readonly DefinedConnector[]): Readonly<Record<string, ExampleObject>> {
  const [first, last] = [connectors.at(0), connectors.at(-1)];
  if (first === undefined || last === undefined) throw new Error("the catalogue is empty");
  return {
    ...Object.fromEntries(connectors.map((connector) => [`register-${connector.id}`, registrationExample(connector)])),
    connectors: {
      summary: "The catalogue",
      value: asJson({ items: connectors.map(describeConnector), nextCursor: null }),
    },
    connector: { summary: first.name, value: asJson(describeConnector(first)) },
    ...integrationExamples(connectors, first),
    ...updateExamples(connectors, first),
    ...activityExamples(activeRow(servicesOf(connectors), first)),
    ...accessExamples(activeRow(servicesOf(connectors), first)),
    ...payloadExamples(connectors, last),
    health: { summary: "It answers", value: { status: "ok" } },
  };
}

const registrationExample = (connector: DefinedConnector): ExampleObject => ({
  summary: connector.name,
  value: asJson({ ...inputOf(connector), settings: connector.example.settings }),
});

function integrationExamples(
  connectors: readonly DefinedConnector[],
  connector: DefinedConnector,
): Readonly<Record<string, ExampleObject>> {
  const services = servicesOf(connectors);
  const row = activeRow(services, connector);
  const payload = writePayload(services, row, SECRET);
  const [artifact] = payload.artifacts;
  const shown = asJson(representIntegration(row));
  return {
    registered: { summary: "With the live secret", value: asJson(representRegistered(row, payload)) },
    provisioning: { summary: "Not finished", value: asJson(representIntegration(provisioningRow(row))) },
    integration: { summary: connector.name, value: shown },
    integrations: { summary: "The last page", value: { items: [shown], nextCursor: null } },
    removal: { summary: "Not finished", value: { id: row.id, state: "removing" } },
    artifact: { summary: artifact?.title ?? "", value: artifact?.body ?? "" },
  };
}

function payloadExamples(
  connectors: readonly DefinedConnector[],
  connector: DefinedConnector,
): Readonly<Record<string, ExampleObject>> {
  const services = servicesOf(connectors);
  const row = activeRow(services, connector);
  const input = { ...inputOf(connector), settings: connector.example.settings };
  return {
    preview: {
      summary: "A dry run",
      value: asJson(
        representPreview(input, previewRegistration(services, { input, caller: { owner: row.owner, admin: false } })),
      ),
    },
    "payload-inline": {
      summary: "With the live secret",
      value: asJson(representPayload(writePayload(services, row, SECRET))),
    },
    "payload-reference": {
      summary: "By reference",
      value: asJson(representPayload(writePayload(services, row, undefined))),
    },
  };
}
