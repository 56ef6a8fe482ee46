import * as z from "zod/mini";
import { problems } from "../problems.ts";
import { described } from "./text.ts";

/** The code of a problem. */
export const problemCodeSchema = z.enum(Object.keys(problems)).check(z.describe("Stable: programs decide by it."));

/** Why something did not come about. */
export const failureSchema = z
  .object({ code: problemCodeSchema, detail: described("What happened, and what can be done about it.") })
  .check(z.describe("Why something did not come about, or does not go on."));
