import * as z from "zod/mini";
import { editableMembers } from "./editable.ts";

/** The body of a registration. */
export const registrationSchema = z.strictObject({ connector: z.string(), ...editableMembers });
