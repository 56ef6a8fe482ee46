import type { ConnectorRepresentation } from "@latchkey/contract/schemas/connector";
import type { SignUps } from "@latchkey/core/ports/sign-ups";
import type { Secret } from "@latchkey/core/secret";
import type { Engine, Services } from "@latchkey/core/services";
import type { AccessPreviewer } from "@latchkey/core/usecases/access-preview/access-question";
import type { Inspector } from "@latchkey/core/usecases/health/check-health";

/** What every API function needs. */
export interface HttpDeps {
  readonly services: Pick<Services, "clock" | "log">;
  readonly deadline: Deadline;
}

/** How long a request may take. Both in milliseconds. */
export interface Deadline {
  /** How long before the function's own timeout the work has to end, so that there is time for an answer. */
  readonly marginMs: number;
  /** A request never takes longer than this. */
  readonly maxMs: number;
}

export interface ReadDeps extends HttpDeps {
  readonly services: Pick<Services, "registry" | "trail" | "clock" | "deployment" | "log"> & {
    readonly signUps: Pick<SignUps, "members">;
  };
  /** Signs list cursors. */
  readonly cursorKey: Secret;
  /** The catalogue as generated, in the order in which it is listed. */
  readonly connectors: readonly ConnectorRepresentation[];
  readonly documents: Documents;
}

/** Texts that are files beside the bundle, read when they are asked for. */
export interface Documents {
  /** openapi.json */
  openapi(): string | Promise<string>;
  /** The documentation page: HTML with its styles inline, and nothing else. */
  docs(): string | Promise<string>;
}

export interface WriteDeps extends HttpDeps {
  readonly services: Engine;
}

export interface RevealDeps extends HttpDeps {
  readonly services: Pick<Services, "registry" | "secrets" | "catalogue" | "clock" | "ids" | "deployment" | "log">;
}

export interface InspectDeps extends HttpDeps {
  readonly services: Inspector & AccessPreviewer;
}
