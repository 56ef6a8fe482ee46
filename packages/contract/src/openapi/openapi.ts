import type { DefinedConnector } from "@latchkey/connectors/define";
import { describeConnector } from "@latchkey/connectors/describe";
import type { JsonObject } from "@latchkey/core/json";
import type { Scope } from "../scopes.ts";
import type { OpenapiDocument } from "./document.ts";
import { examplesOf } from "./examples.ts";
import { tags } from "./operation-doc.ts";
import { links, pathsOf } from "./paths.ts";
import { gatewayResponses, problemExamples, problemTable } from "./problem-answers.ts";
import { schemaComponents } from "./schema-components.ts";

const DESCRIPTION = `One call registers an application with an Amazon Cognito user pool and answers the configuration that the application needs, in its own format, working.

**Callers** send an access token of the user pool as \`Authorization: Bearer\`. A scope says what the calling application may do; a person's token also needs the group \`latchkey-users\`, or \`latchkey-admins\` for what needs \`integrations/admin\`. A caller sees and changes what it registered; an admin sees all.

A machine gets its token with the client credentials of its own app client:

\`\`\`
TOKEN=$(curl --silent --user "$CLIENT_ID:$CLIENT_SECRET" \\
  --data grant_type=client_credentials "$LOGIN_DOMAIN/oauth2/token" | jq -r .access_token)
\`\`\`

**Refusals** are problem details (RFC 9457) with a stable \`code\`, the \`requestId\`, and in \`errors\` the place of every fault with its fix. What the gateway itself answers is \`{"message": ...}\`: every 401, and 403, 429 and 5xx when no code of ours has run. An unknown path is 404 (\`route-not-found\`), a wrong method 405 (\`method-not-allowed\`) with \`Allow\`; paths have no trailing slash, and query parameters that an operation does not name are refused.

**Answers** are never cached, except this document and its page. Members may be added to answers; take what you know and leave the rest.`;

const scopeMeanings: Readonly<Record<Scope, string>> = {
  "integrations/read": "See connectors and integrations, and payloads by reference",
  "integrations/write": "Register, change and remove integrations",
  "integrations/rotate": "Rotate client secrets, and see rotations",
  "integrations/reveal": "Get live client secrets",
  "integrations/admin": "See and change the integrations of all owners",
};

const headers: OpenapiDocument["components"]["headers"] = {
  "Content-Disposition": {
    description: "Saves the artifact under its file name (RFC 6266).",
    schema: { type: "string" },
    example: 'attachment; filename="gitlab.rb"',
  },
  ETag: {
    description: "The integration's version and, after a hyphen, its last verification (RFC 9110 8.8.3).",
    schema: { type: "string" },
    example: '"2"',
  },
  "Idempotent-Replayed": {
    description: "`true` when an earlier request with the same key made what is answered.",
    schema: { type: "string", enum: ["true"] },
    example: "true",
  },
  Location: {
    description: "The integration or the rotation, relative to the API's origin.",
    schema: { type: "string", format: "uri-reference" },
    example: "/v1/integrations/int_01KAJ8XQ6T2M9WZ3R5V7Y0BCDE",
  },
  "Retry-After": {
    description: "Seconds after which the same request may succeed.",
    schema: { type: "integer", minimum: 1 },
    example: 2,
  },
};

// Which pool a deployment uses is its own affair: these addresses show the form.
const LOGIN_DOMAIN = "https://example.auth.eu-west-1.amazoncognito.com";

const securitySchemes: JsonObject = {
  cognito: {
    type: "oauth2",
    description:
      "An access token of the user pool, for a client that the deployment lists as caller. The addresses are examples: they are on the user pool's own login domain.",
    flows: {
      clientCredentials: { tokenUrl: `${LOGIN_DOMAIN}/oauth2/token`, scopes: scopeMeanings },
      authorizationCode: {
        authorizationUrl: `${LOGIN_DOMAIN}/oauth2/authorize`,
        tokenUrl: `${LOGIN_DOMAIN}/oauth2/token`,
        scopes: scopeMeanings,
      },
    },
  },
};

/**
 * The OpenAPI 3.1 document of the service (https://spec.openapis.org/oas/v3.1.1.html), from the route table, the schemas and the
 * catalogue. Build time only.
 */
export function openapiDocument({
  version,
  connectors,
}: {
  readonly version: string;
  readonly connectors: readonly DefinedConnector[];
}): OpenapiDocument {
  const examples = examplesOf(connectors);
  return {
    openapi: "3.1.1",
    info: {
      title: "Latchkey",
      version,
      summary: "Connects applications to an Amazon Cognito user pool.",
      description: DESCRIPTION,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/", description: "The origin that served this document" }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    security: [{ cognito: [] }],
    paths: pathsOf({ examples, connectors: connectors.map(describeConnector) }),
    components: {
      schemas: schemaComponents(connectors),
      responses: gatewayResponses,
      headers,
      examples: { ...examples, ...problemExamples() },
      links,
      securitySchemes,
    },
    "x-problems": problemTable(),
  };
}
