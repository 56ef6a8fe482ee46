import type { Catalogue } from "./connector.ts";
import type { Pool } from "./pool.ts";
import type { AppClients } from "./ports/app-clients.ts";
import type { Clock } from "./ports/clock.ts";
import type { Ids } from "./ports/ids.ts";
import type { Log } from "./ports/log.ts";
import type { Limits, Registry } from "./ports/registry.ts";
import type { SecretStore } from "./ports/secret-store.ts";
import type { TokenEndpoint } from "./ports/token-endpoint.ts";

/** Everything a use case can be given; each names the part it needs. */
export interface Services {
  readonly registry: Registry;
  readonly appClients: AppClients;
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
}
