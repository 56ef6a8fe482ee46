import type { Input } from "../kernel/service.ts";
import { cognitoModel } from "../model/models.ts";
import type { Client, CognitoState } from "./state.ts";

/**
 * Gives a client a setting that neither the service model nor an SDK knows, as a newer Cognito would: Describe and Update answer it, and
 * an update that leaves it out resets it, which every update of such an SDK does. Throws when there is no such client, or the service
 * model has a member of that name.
 */
export function setUnknownClientField(
  state: CognitoState,
  { poolId, clientId }: { readonly poolId: string; readonly clientId: string },
  name: string,
  value: unknown,
): void {
  const client = state.clients.get(clientId);
  if (client?.poolId !== poolId) throw new Error(`User pool ${poolId} has no client ${clientId}`);
  if (isKnown(name)) throw new Error(`${name} is a member that SDKs know; choose another name`);
  state.clients.put(clientId, { ...client, unknownSettings: { ...client.unknownSettings, [name]: value } });
}

/** The client after an update that carried these unknown members: what it has of them is set, and the rest is reset. */
export function withUnknownSettings({ unknownSettings = {}, ...client }: Client, sent: Input): Client {
  const kept = Object.keys(unknownSettings).filter((name) => Object.hasOwn(sent, name));
  if (kept.length === 0) return client;
  return { ...client, unknownSettings: Object.fromEntries(kept.map((name) => [name, sent[name]])) };
}

/** Whether Cognito's service model has a member of that name in an app client. */
function isKnown(name: string): boolean {
  const shape = cognitoModel.shapes["UserPoolClientType"];
  return shape?.type === "structure" && Object.hasOwn(shape.members, name);
}
