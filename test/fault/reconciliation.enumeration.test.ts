import { enumerate } from "./harness/enumerate.ts";
import { reconciliations } from "./scenarios/reconcile.ts";

enumerate(reconciliations);
