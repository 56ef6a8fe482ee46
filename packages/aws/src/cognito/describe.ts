import { DescribeUserPoolClientCommand, type UserPoolClientType } from "@aws-sdk/client-cognito-identity-provider";
import type { JsonObject } from "@latchkey/core/json";
import type { Pool } from "@latchkey/core/pool";
import type { Call } from "@latchkey/core/ports/call";
import { badAnswer, type Cognito, ifFound } from "./calls.ts";
import type { WritableFields } from "./client-fields.ts";
import { lostMembers } from "./lost-members.ts";
import { keepRawAnswer } from "./raw-answer.ts";

/** An app client of a pool. */
export interface Target {
  readonly pool: Pool;
  readonly clientId: string;
}

/** A client as Cognito has it now. */
export interface Live {
  readonly fields: WritableFields;
  /** Members that this SDK does not know, so that it cannot write them back. */
  readonly unknown: readonly string[];
}

const OPERATION = "DescribeUserPoolClient";

/** Reads a client; undefined when there is none. What its answer tells of secrets goes no further. */
export async function describeClient(
  cognito: Cognito,
  { pool, clientId }: Target,
  call: Call,
): Promise<Live | undefined> {
  const command = new DescribeUserPoolClientCommand({ UserPoolId: pool.id, ClientId: clientId });
  const rawAnswer = keepRawAnswer(command);
  const answer = await ifFound(
    cognito.run(OPERATION, "idempotent", call, (options) => cognito.client.send(command, options)),
  );
  if (answer === undefined) return undefined;
  const client = answer.UserPoolClient;
  const raw = rawAnswer()?.["UserPoolClient"];
  // Without both nobody knows what an update would reset.
  if (client === undefined || raw === undefined) throw badAnswer(OPERATION, "NoClient");
  // The SDK has read it as a structure too.
  return { fields: writable(client), unknown: lostMembers(raw as JsonObject, client) };
}

const writable = ({
  UserPoolId: _pool,
  ClientId: _client,
  ClientSecret: _secret,
  ClientType: _type,
  CreationDate: _created,
  LastModifiedDate: _modified,
  ...fields
}: UserPoolClientType): WritableFields => fields;
