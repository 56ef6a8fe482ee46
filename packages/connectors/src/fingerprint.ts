import { createHash } from "node:crypto";
import type { Credentials } from "@latchkey/core/payload";
import { Secret } from "@latchkey/core/secret";
import type { DefinedConnector } from "./define.ts";
import { examplePool } from "./example-pool.ts";

const SECRETS: readonly Credentials["clientSecret"][] = [
  { kind: "inline", secret: new Secret("example") },
  { kind: "reference", name: "example", arn: undefined, region: "eu-west-1" },
];

/**
 * Names what a connector writes for these settings: SHA-256, in hexadecimal, of the app client and of every artifact's body in both
 * forms, for a fixed pool. It changes when a proof no longer speaks for the connector, and not when code is only moved or a
 * description is reworded. Throws when the connector refuses the settings. Build time only.
 */
export function fingerprint(connector: DefinedConnector, settings: readonly unknown[]): string {
  const written = settings.map((each) => {
    const checked = connector.parse(each);
    if (!checked.ok)
      throw new Error(`${connector.id} refuses ${JSON.stringify(each)}: ${JSON.stringify(checked.errors)}`);
    const forms = SECRETS.map((clientSecret) =>
      connector
        .artifacts({
          settings: checked.settings,
          pool: examplePool,
          credentials: { clientId: "example", clientSecret },
          name: "Example",
        })
        .map(({ name, body }) => ({ name, body })),
    );
    return { client: connector.client(checked.settings), forms };
  });
  return createHash("sha256").update(JSON.stringify(written)).digest("hex");
}
