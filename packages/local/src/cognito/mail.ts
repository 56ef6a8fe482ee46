import { randomUUID } from "node:crypto";
import type { CognitoContext } from "./context.ts";
import type { Pool, User } from "./state.ts";

/** `CodeDeliveryDetails` of the API: where a code went, masked. */
export interface CodeDelivery {
  readonly AttributeName: string;
  readonly DeliveryMedium: "EMAIL" | "SMS";
  readonly Destination: string;
}

type Reach = "email" | "phone_number";

/** The attribute through which the pool reaches a user, or undefined when it verifies none that the user has. */
export function reachOf(pool: Pool, user: Pick<User, "attributes">): Reach | undefined {
  const automatic = pool.settings.AutoVerifiedAttributes ?? [];
  const order: readonly Reach[] = ["email", "phone_number"];
  return order.find((attribute) => automatic.includes(attribute) && Boolean(user.attributes[attribute]));
}

/** Sends a sign-up code in the words of the pool's template. */
export function sendVerification(context: CognitoContext, pool: Pool, user: User, reach: Reach, code: string) {
  const template: Readonly<Record<string, unknown>> = record(pool.settings["VerificationMessageTemplate"]);
  const subject = words(template["EmailSubject"], pool.settings["EmailVerificationSubject"]);
  const body = words(template["EmailMessage"], pool.settings["EmailVerificationMessage"]);
  return send(context, pool, user, reach, {
    subject: subject ?? "Your verification code",
    body: (body ?? "Your confirmation code is {####}").replaceAll("{####}", code),
    code,
  });
}

/** Sends the code of a forgotten password. */
export function sendPasswordReset(context: CognitoContext, pool: Pool, user: User, reach: Reach, code: string) {
  return send(context, pool, user, reach, {
    subject: "Your verification code",
    body: `Your password reset code is ${code}`,
    code,
  });
}

/** Sends an administrator's invitation. The mail's `code` is the temporary password. */
export function sendInvitation(
  context: CognitoContext,
  pool: Pool,
  user: User,
  reach: Reach,
  invited: { readonly username: string; readonly password: string },
) {
  const template = record(record(pool.settings.AdminCreateUserConfig)["InviteMessageTemplate"]);
  const body = words(template["EmailMessage"]) ?? "Your username is {username} and temporary password is {####}.";
  return send(context, pool, user, reach, {
    subject: words(template["EmailSubject"]) ?? "Your temporary password",
    body: body.replaceAll("{username}", invited.username).replaceAll("{####}", invited.password),
    code: invited.password,
  });
}

/** Where a message to this address is said to have gone, without sending any. */
export function deliveryTo(reach: Reach, address: string): CodeDelivery {
  if (reach === "phone_number") {
    return { AttributeName: reach, DeliveryMedium: "SMS", Destination: `+*******${address.slice(-4)}` };
  }
  const [name = "", host = ""] = address.split("@");
  return { AttributeName: reach, DeliveryMedium: "EMAIL", Destination: `${name.charAt(0)}***@${host.charAt(0)}***` };
}

function send(
  context: CognitoContext,
  pool: Pool,
  user: User,
  reach: Reach,
  message: { readonly subject: string; readonly body: string; readonly code: string },
): CodeDelivery {
  const to = user.attributes[reach] ?? "";
  const id = randomUUID();
  context.state.mail.put(id, { id, poolId: pool.id, to, ...message, sentAt: context.clock.now() });
  return deliveryTo(reach, to);
}

const words = (...candidates: readonly unknown[]): string | undefined =>
  candidates.find((candidate) => typeof candidate === "string");

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
