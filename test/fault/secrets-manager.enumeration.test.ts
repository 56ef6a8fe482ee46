import { enumerate } from "./harness/enumerate.ts";
import { secretsManagerSteps } from "./scenarios/secrets-manager.ts";

enumerate(secretsManagerSteps);
