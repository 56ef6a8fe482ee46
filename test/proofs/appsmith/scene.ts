import type { ProofContext } from "../harness/proof.ts";
import { NAME, type People } from "./checks.ts";
import { adminApi, laterAdminApi, type Registered, type Way } from "./installation.ts";

/** Two Appsmiths that are registered, and two people who can sign in. */
export interface Scene extends People {
  readonly context: ProofContext;
  readonly appsmith: Registered;
  /** Cognito takes an address without TLS only there, and curl can be led to the client's port only without TLS. */
  readonly onLocalhost: Registered;
}

/** Registers everything and makes the person with a name. */
export async function setScene(context: ProofContext): Promise<Scene> {
  const at = async (baseUrl: string): Promise<Registered> => ({
    baseUrl,
    registration: await context.register({ baseUrl }),
  });
  return {
    context,
    user: context.user,
    named: await context.addUser({ attributes: { name: NAME } }),
    appsmith: await at("https://appsmith.example.com"),
    onLocalhost: await at("http://localhost"),
  };
}

/** The registration that can be configured in this way. */
export const registeredFor = ({ appsmith, onLocalhost }: Scene, way: Way): Registered =>
  way === adminApi || way === laterAdminApi ? onLocalhost : appsmith;
