import type { Owner } from "@latchkey/core/caller";
import type { Integration } from "@latchkey/core/integration";
import { changed } from "@latchkey/core/operations/change";
import type { IdempotencyClaim, Registry, ReserveOutcome, SaveOutcome } from "@latchkey/core/ports/registry";
import { systemClock } from "@latchkey/runtime/clock";
import { systemIds } from "@latchkey/runtime/ids";
import { expect } from "vitest";
import { integrationRow } from "./integration-row.ts";

/** What `reserve` goes by: few enough to be reached by a test. */
export const limits = { perOwner: 3, stylesPerPool: 2 };

/** Makes rows that are in nobody's way, and writes them to a registry. */
export interface RegistryRows {
  newOwner(): Owner;
  /** A row that is being provisioned, not written yet: of an id, an owner and a pool of its own. */
  row(change?: Partial<Integration>): Integration;
  reserve(integration: Integration, claim?: IdempotencyClaim): Promise<ReserveOutcome>;
  save(before: Integration, after: Integration): Promise<SaveOutcome>;
  /** Saves the row's next value, which has to succeed, and answers it. */
  advance(before: Integration, change: Parameters<typeof changed>[2]): Promise<Integration>;
  /** An active row, written. */
  active(change?: Partial<Integration>): Promise<Integration>;
}

/** `registry` is asked for at each write, since it is not there before the stand-in for AWS runs. */
export function registryRows(registry: () => Registry): RegistryRows {
  const ids = systemIds(systemClock);
  let owners = 0;
  const newOwner = (): Owner => `client:owner-${++owners}`;

  function row(change: Partial<Integration> = {}): Integration {
    const now = systemClock.now();
    return integrationRow({
      id: ids.integration(),
      state: "provisioning",
      owner: newOwner(),
      settings: { baseUrl: "https://gitlab.example.com", nested: { list: [1, "two", null, true] } },
      labels: { team: "payments" },
      userPoolId: `pool-${owners}`,
      createdAt: now,
      updatedAt: now,
      ...change,
    });
  }

  const reserve = (integration: Integration, claim?: IdempotencyClaim) =>
    registry().reserve(integration, { limits, ...(claim && { claim }) }, {});

  const save = (before: Integration, after: Integration) => registry().save({ before, after, events: [] }, {});

  async function advance(before: Integration, change: Parameters<typeof changed>[2]): Promise<Integration> {
    const after = changed(before, systemClock.now(), change);
    expect(await save(before, after)).toEqual({ kind: "saved" });
    return after;
  }

  async function active(change: Partial<Integration> = {}): Promise<Integration> {
    const first = row(change);
    await reserve(first);
    return advance(first, { state: "active", clientId: `c-${first.id}` });
  }

  return { newOwner, row, reserve, save, advance, active };
}
