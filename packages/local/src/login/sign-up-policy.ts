import type { Pool } from "../cognito/state.ts";

/** Whether people may create accounts themselves. */
export const isSignUpOpen = (pool: Pool): boolean =>
  pool.settings.AdminCreateUserConfig?.AllowAdminCreateUserOnly !== true;
