import { type Caller, maySee } from "../../caller.ts";
import { LatchkeyError, notFound } from "../../errors.ts";
import { type HealthReport, worstOf } from "../../health.ts";
import type { IntegrationId } from "../../ids.ts";
import { type Integration, isVisible } from "../../integration.ts";
import { secretName } from "../../names.ts";
import { appClientOf } from "../../operations/app-client-of.ts";
import { isUnchanged } from "../../operations/is-unchanged.ts";
import type { Call } from "../../ports/call.ts";
import type { SecretVerdict } from "../../ports/token-endpoint.ts";
import type { Services } from "../../services.ts";
import { UpstreamError } from "../../upstream.ts";
import { type Judgement, judge, whileChanging } from "./judge.ts";

export type Inspector = Pick<
  Services,
  "registry" | "health" | "domain" | "appClients" | "secrets" | "tokens" | "catalogue" | "clock" | "log" | "deployment"
>;

/** One integration is looked at in AWS at most once in this time: describing clients has a budget of 5 calls a second per pool. */
export const HEALTH_MS = 60_000;

/**
 * Whether an integration works, as AWS shows it: the report of the last minute, or a new one. Throws `not-found`, and `not-ready`
 * while somebody else makes the first report.
 */
export async function checkHealth(
  services: Inspector,
  { caller, id }: { readonly caller: Caller; readonly id: IntegrationId },
  call: Call,
): Promise<HealthReport> {
  const { registry, health, clock } = services;
  const now = clock.now();
  const [row, last] = await Promise.all([registry.load(id, call), health.read(id, call)]);
  if (row === undefined || !isVisible(row, now) || !maySee(caller, row.owner)) throw notFound(id);
  if (last !== undefined && now - last.checkedAt < HEALTH_MS) return last;
  if (!(await health.claim(id, { now, since: now - HEALTH_MS }, call))) return last ?? beingMade(id);
  const report = await look(services, row, call);
  await health.write(id, report, call);
  if (report.checks.some(({ name, status }) => name === "secret" && status === "pass"))
    await registry.noteVerified(row, report.checkedAt, call);
  return report;
}

function beingMade(id: IntegrationId): never {
  throw new LatchkeyError("not-ready", `The first health report of ${id} is being made.`, {
    retryAfter: 2,
    members: { integrationId: id },
  });
}

async function look(services: Inspector, row: Integration, call: Call): Promise<HealthReport> {
  const { domain, deployment, clock } = services;
  const { pool } = deployment;
  const { clientId } = row;
  const [status, styled, client, secret] = await Promise.all([
    told(services, () => domain.status(pool, call)),
    clientId !== undefined && row.login === "managed"
      ? told(services, () => domain.hasStyle(pool, clientId, call))
      : { answer: true },
    clientId === undefined
      ? { answer: undefined }
      : told(services, () => services.appClients.inspect(pool, clientId, appClientOf(services, row), call)),
    clientId === undefined
      ? { answer: "refused" as const }
      : told(services, () => verdict(services, { ...row, clientId }, call)),
  ]);
  const found = judge(row, { domain: status, styled, client, secret }, clock.now());
  const { checks, fields } = await confirmed(services, row, found, call);
  return { status: worstOf(checks), checkedAt: clock.now(), checks, fields };
}

/** A fault counts only if nothing was changed during the look: AWS may have been asked before that change, or the row read. */
async function confirmed(services: Inspector, row: Integration, found: Judgement, call: Call): Promise<Judgement> {
  if (worstOf(found.checks) !== "fail") return found;
  return (await isUnchanged(services, row, call))
    ? found
    : whileChanging(
        found,
        "It cannot be told: the integration was changed while it was looked at. Ask again in a minute.",
      );
}

/** What AWS said, or that it could not be asked. */
async function told<Answer>(
  { log }: Pick<Services, "log">,
  ask: () => Promise<Answer>,
): Promise<{ readonly answer: Answer } | undefined> {
  try {
    return { answer: await ask() };
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    log.warn("health could not be told", { operation: error.operation, reason: error.reason });
    return undefined;
  }
}

/** `absent` when Secrets Manager has no secret. */
async function verdict(
  { secrets, tokens, deployment, catalogue }: Inspector,
  row: Integration & { readonly clientId: string },
  call: Call,
): Promise<SecretVerdict | "absent"> {
  const stored = await secrets.read(secretName(deployment.name, row.id), call);
  if (stored === undefined) return "absent";
  const redirectUri = appClientOf({ catalogue, deployment }, row).client.callbackUrls[0] ?? "";
  return tokens.verify({ pool: deployment.pool, clientId: row.clientId, secret: stored.secret, redirectUri }, call);
}
