import type { Catalogue } from "./connector.ts";
import type { Pool } from "./pool.ts";
import type { AppClients } from "./ports/app-clients.ts";
import type { Clock } from "./ports/clock.ts";
import type { EventPublisher } from "./ports/event-publisher.ts";
import type { EventTrail } from "./ports/event-trail.ts";
import type { HealthStore } from "./ports/health-store.ts";
import type { Ids } from "./ports/ids.ts";
import type { Log } from "./ports/log.ts";
import type { LoginDomain } from "./ports/login-domain.ts";
import type { Limits, Registry } from "./ports/registry.ts";
import type { SecretStore } from "./ports/secret-store.ts";
import type { SignUps } from "./ports/sign-ups.ts";
import type { TokenEndpoint } from "./ports/token-endpoint.ts";
import type { UserDirectory } from "./ports/user-directory.ts";
import type { UserGroups } from "./ports/user-groups.ts";

/** Everything a use case can be given; each names the part it needs. */
export interface Services {
  readonly registry: Registry;
  readonly trail: EventTrail;
  readonly publisher: EventPublisher;
  readonly health: HealthStore;
  readonly domain: LoginDomain;
  readonly appClients: AppClients;
  readonly groups: UserGroups;
  readonly signUps: SignUps;
  readonly users: UserDirectory;
  readonly secrets: SecretStore;
  readonly tokens: TokenEndpoint;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly deployment: Deployment;
}

/** What distinguishes one installation from another. */
export interface Deployment {
  /** Separates stages that share an account or pool: `local`, `dev`, `prod`. */
  readonly name: string;
  readonly pool: Pool;
  readonly limits: Limits;
  readonly timing: Timing;
  /** Days for which a removed integration's secret can still be restored; 7 to 30. */
  readonly secretRecoveryDays: number;
}

/** What changes integrations: one engine for requests, the reconciler and the rotation function. */
export type Engine = Pick<
  Services,
  "registry" | "appClients" | "groups" | "secrets" | "tokens" | "catalogue" | "clock" | "ids" | "log" | "deployment"
>;

/** All in milliseconds. */
export interface Timing {
  /** How long one attempt may keep an operation to itself: longer than any request lasts. */
  readonly leaseMs: number;
  /** How long after an attempt one of its calls may still take effect in AWS. */
  readonly settleMs: number;
  /** How long after a recovery to look once more for a client that landed late. */
  readonly sweepMs: number;
  /** The wait after a failed recovery; doubles with each, up to `retryMaxMs`. */
  readonly retryMs: number;
  readonly retryMaxMs: number;
  /** How long a new secret may be refused before it counts as bad: AWS says nothing of how fast it becomes good. */
  readonly proveMs: number;
  /** How old an event is before it is in the list over all integrations: nothing is then written before it any more. */
  readonly eventDelayMs: number;
}
