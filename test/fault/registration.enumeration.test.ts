import { enumerate } from "./harness/enumerate.ts";
import { registrations } from "./scenarios/registration.ts";

enumerate(registrations);
