import { dynamodbEventTrail } from "@latchkey/aws/dynamodb/event-trail";
import { dynamodbSignUps } from "@latchkey/aws/dynamodb/sign-ups";
import { descriptions } from "@latchkey/connectors/descriptions.gen";
import { readApi } from "@latchkey/http/read-api";
import { besideBundle } from "../wiring/beside-bundle.ts";
import { deadline } from "../wiring/deadline.ts";
import { base, configuration, table } from "../wiring/process.ts";

if (configuration.cursorKey === undefined) throw new Error("LATCHKEY_CURSOR_KEY is missing");

/** Everything that shows no secret; also answers what the gateway has no route for. */
export const handler = readApi({
  services: { ...base, trail: dynamodbEventTrail(table), signUps: dynamodbSignUps(table) },
  deadline,
  cursorKey: configuration.cursorKey,
  connectors: descriptions,
  documents: { openapi: besideBundle("openapi.json"), docs: besideBundle("docs.html") },
});
