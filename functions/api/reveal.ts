import { systemRetryContext } from "@latchkey/aws/retry-context";
import { secretsManagerStore } from "@latchkey/aws/secretsmanager/secret-store";
import { catalogue } from "@latchkey/connectors/catalogue";
import { revealApi } from "@latchkey/http/reveal-api";
import { deadline } from "../wiring/deadline.ts";
import { base, connectionTo } from "../wiring/process.ts";

/** Payloads: the one group, beside registration, that reads client secrets. */
export const handler = revealApi({
  services: { ...base, catalogue, secrets: secretsManagerStore(connectionTo("secretsManager"), systemRetryContext) },
  deadline,
});
