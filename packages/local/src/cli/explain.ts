import { DataDirectoryError } from "../kernel/data-directory-error.ts";
import { ArgumentError } from "./arguments.ts";

/** One clear sentence for what can go wrong at a start; undefined for a defect, which is to be shown whole. */
export function explain(error: unknown): string | undefined {
  if (error instanceof ArgumentError || error instanceof DataDirectoryError) return error.message;
  // A system error of `listen`.
  const { code, port } = (error ?? {}) as { code?: string; port?: number };
  if (code === "EADDRINUSE")
    return `Port ${port} is in use; stop what listens there, or choose another with --port, --login-port or --identity-provider-port.`;
  if (code === "EACCES")
    return `Port ${port} may not be used; choose one above 1023 with --port, --login-port or --identity-provider-port.`;
  return undefined;
}
