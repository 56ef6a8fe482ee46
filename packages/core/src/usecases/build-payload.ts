import type { Connector } from "../connector.ts";
import type { JsonObject } from "../json.ts";
import {
  type Artifact,
  CLIENT_ID_TOKEN,
  type Credentials,
  INTEGRATION_ID_TOKEN,
  type Payload,
  type Placeholder,
  SECRET_JSON_KEY,
  SECRET_TOKEN,
  secretText,
} from "../payload.ts";
import type { Pool } from "../pool.ts";

interface PayloadInput {
  readonly connector: Connector;
  readonly settings: JsonObject;
  readonly name: string;
  readonly pool: Pool;
  readonly credentials: Credentials;
}

/** Writes the artifacts of an integration. Pure: which placeholders remain, and what is sensitive, follows from the bodies. */
export function buildPayload({ connector, ...input }: PayloadInput): Payload {
  const { credentials } = input;
  const live = credentials.clientSecret.kind === "inline" ? secretText(credentials) : undefined;
  const artifacts = connector
    .artifacts(input)
    .map(
      (draft): Artifact => ({ overwrites: [], ...draft, sensitive: live !== undefined && draft.body.includes(live) }),
    );
  const placeholders = [SECRET_TOKEN, CLIENT_ID_TOKEN, INTEGRATION_ID_TOKEN]
    .filter((token) => artifacts.some((artifact) => artifact.body.includes(token)))
    .map((token) => placeholderOf(token, credentials));
  return { secret: credentials.clientSecret.kind, artifacts, placeholders, notes: connector.notes(input) };
}

function placeholderOf(token: string, { clientSecret }: Credentials): Placeholder {
  if (token !== SECRET_TOKEN || clientSecret.kind === "inline" || clientSecret.arn === undefined)
    return { token, secretArn: null, jsonKey: null, command: null };
  const { arn, region } = clientSecret;
  const command = `aws secretsmanager get-secret-value --region '${region}' --secret-id '${arn}' --query SecretString --output text | jq -r .${SECRET_JSON_KEY}`;
  return { token, secretArn: arn, jsonKey: SECRET_JSON_KEY, command };
}
