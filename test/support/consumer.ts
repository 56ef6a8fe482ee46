import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { signIn } from "@latchkey/local/demo/sign-in";
import type { StackDescription } from "@latchkey/local/stack/description";
import { basic, postForm } from "./oauth-calls.ts";

/** An application that was registered, as far as its sign-ins go. */
export interface Application {
  readonly id: string;
  readonly clientId: string;
  readonly redirectUri: string;
}

export interface CurrentSecret {
  readonly version: string;
  readonly value: string;
}

const nameOf = (id: string): string => `latchkey/local/${id}`;

/** What `AWSCURRENT` holds, or what a version does, by the plain SDK. */
export async function secretOf(manager: SecretsManagerClient, id: string, version?: string): Promise<CurrentSecret> {
  const answer = await manager.send(new GetSecretValueCommand({ SecretId: nameOf(id), VersionId: version }));
  const { clientSecret } = JSON.parse(answer.SecretString ?? "{}") as { clientSecret: string };
  return { version: answer.VersionId ?? "", value: clientSecret };
}

/** Version id -> its labels, for the versions that have one. */
export async function labelsOf(manager: SecretsManagerClient, id: string): Promise<Record<string, string[]>> {
  const answer = await manager.send(new DescribeSecretCommand({ SecretId: nameOf(id) }));
  return Object.fromEntries(
    Object.entries(answer.VersionIdsToStages ?? {}).map(([version, labels]) => [version, labels.toSorted()]),
  );
}

/** What the token endpoint says of a secret: `invalid_grant` when it is good, `invalid_client` when it is not. */
export async function probe(
  { tokenUrl }: Pick<StackDescription, "tokenUrl">,
  { clientId, redirectUri }: Application,
  secret: string,
): Promise<unknown> {
  const form = { grant_type: "authorization_code", code: "made-up", redirect_uri: redirectUri };
  const { body } = await postForm(tokenUrl, form, { authorization: basic(clientId, secret) });
  return body["error"];
}

/** An application that reads its secret anew for everything that it does, and never stops. */
export interface Consumer {
  /** What went wrong so far, each kind once. */
  readonly failures: readonly string[];
  readonly signIns: number;
  /** Resolves when everything that is under way has ended and a whole sign-in has come after it. */
  caughtUp(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Probes its secret and signs the demo user in, over and over. `rereads`: a refusal counts only if `AWSCURRENT` is still what was
 * sent, as for an application that reads its secret again when it is refused.
 */
export function startConsumer(
  manager: SecretsManagerClient,
  description: Pick<StackDescription, "issuer" | "tokenUrl" | "user">,
  application: Application,
  { rereads = false } = {},
): Consumer {
  const seen = { failures: new Set<string>(), signIns: 0, probes: 0 };
  const running = { going: true };
  const attempt = async (use: (secret: string) => Promise<void>): Promise<void> => {
    const { version, value } = await secretOf(manager, application.id);
    try {
      await use(value);
    } catch (error) {
      if (rereads && (await secretOf(manager, application.id)).version !== version) return;
      seen.failures.add(`${version}: ${inWords(error)}`);
    }
  };
  const probing = (async () => {
    while (running.going) {
      await attempt(async (secret) => {
        const error = await probe(description, application, secret);
        if (error !== "invalid_grant") throw new Error(`the token endpoint said ${String(error)}`);
      });
      seen.probes += 1;
    }
  })();
  const signingIn = (async () => {
    while (running.going) {
      await attempt(async (secret) => {
        await signIn({ ...partyOf(application), issuer: description.issuer, clientSecret: secret }, description);
      });
      seen.signIns += 1;
    }
  })();
  return {
    get failures() {
      return [...seen.failures];
    },
    get signIns() {
      return seen.signIns;
    },
    async caughtUp() {
      const { signIns, probes } = seen;
      while (seen.signIns < signIns + 2 || seen.probes < probes + 2)
        await new Promise((resolve) => setTimeout(resolve, 5));
    },
    async stop() {
      running.going = false;
      await Promise.all([probing, signingIn]);
    },
  };
}

const inWords = (error: unknown): string =>
  error instanceof Error ? `${error.message} ${String(error.cause)}` : String(error);

const partyOf = ({ clientId, redirectUri }: Application) => ({
  clientId,
  redirectUri,
  scope: "openid email",
  pkce: true,
  clientAuthentication: "basic" as const,
  subjectClaim: "sub",
});
