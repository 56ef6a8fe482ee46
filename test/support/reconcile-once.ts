import { type ReconcileReport, type Reconciler, reconcile } from "@latchkey/core/operations/reconcile";

/** One pass of the reconciler, each row's work bounded by its lease as in the deployed function. */
export const reconcileOnce = (services: Reconciler, limit = 200): Promise<ReconcileReport> =>
  reconcile(services, {
    limit,
    call: {},
    attempt: () => ({ signal: AbortSignal.timeout(services.deployment.timing.leaseMs) }),
    hasTime: () => true,
  });
