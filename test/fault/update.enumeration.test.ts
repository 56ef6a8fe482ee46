import { enumerate } from "./harness/enumerate.ts";
import { updates } from "./scenarios/update.ts";

enumerate(updates);
