import { strict as assert } from "node:assert";
import type { Artifact } from "@latchkey/core/payload";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { parse } from "yaml";

const text = { type: "string" };
// The schema only asks for a text; the controller takes it apart.
const namespacedName = { type: "string", pattern: "^[^/]+/[^/]+$" };
const httpsUrl = { type: "string", format: "uri", pattern: "^https://" };
const object = { type: "object", additionalProperties: false };

/**
 * What the CustomResourceDefinition `pomerium.ingress.pomerium.io` demands of the parts that the artifact writes: a statement of ours,
 * read on 2026-11-21 from config/crd/bases/ingress.pomerium.io_pomerium.yaml of https://github.com/pomerium/ingress-controller at
 * v0.33.1; before v0.33.0 `cognito` is not among the providers. Its rules in CEL stand here as `dependentRequired` and `anyOf`;
 * unknown members are refused, as `kubectl apply` does. `published-definition.ts` compares it with the file itself.
 */
const SCHEMA = {
  ...object,
  // Without `spec` the cluster takes it, and the controller does not.
  required: ["apiVersion", "kind", "metadata"],
  properties: {
    apiVersion: { const: "ingress.pomerium.io/v1" },
    kind: { const: "Pomerium" },
    // The resource belongs to no namespace.
    metadata: { ...object, required: ["name"], properties: { name: text } },
    spec: {
      ...object,
      required: ["secrets"],
      dependentRequired: { authenticate: ["identityProvider"], identityProvider: ["authenticate"] },
      properties: {
        secrets: namespacedName,
        authenticate: { ...object, required: ["url"], properties: { url: httpsUrl } },
        identityProvider: {
          ...object,
          required: ["provider"],
          properties: {
            provider: {
              enum: "apple auth0 azure cognito github gitlab google hosted oidc okta onelogin ping".split(" "),
            },
            url: httpsUrl,
            secret: namespacedName,
            scopes: { type: "array", items: text },
          },
          anyOf: [{ properties: { provider: { const: "hosted" } } }, { required: ["secret"] }],
        },
      },
    },
  },
};

/** Answers why a resource is refused; undefined when it is taken. */
export type ResourceJudge = (resource: unknown) => string | undefined;

/** What a cluster would refuse, by the statement here. */
export function statedJudge(): ResourceJudge {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const conforms = ajv.compile(SCHEMA);
  return (resource) => (conforms(resource) ? undefined : ajv.errorsText(conforms.errors));
}

/** An issuer as AWS has them: the one of a pool on this machine has no https, without which the resource would be refused. */
const AWS_ISSUER = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_EXAMPLE01";

/** The resource as the artifact would have it for a pool at AWS. Throws for a text that is no YAML. */
export const resourceIn = ({ body }: Artifact, localIssuer: string): unknown =>
  parse(body.replace(localIssuer, AWS_ISSUER));

/** Throws what a cluster would refuse of the resource, for a pool at AWS. */
export function checkResource(artifact: Artifact, localIssuer: string): void {
  const refusal = statedJudge()(resourceIn(artifact, localIssuer));
  assert.ok(refusal === undefined, refusal);
}
