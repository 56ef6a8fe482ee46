import { enumerate } from "./harness/enumerate.ts";
import { rotationReconciliations } from "./scenarios/reconcile.ts";

enumerate(rotationReconciliations);
