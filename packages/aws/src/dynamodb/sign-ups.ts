import { marshall } from "@aws-sdk/util-dynamodb";
import type { Call } from "@latchkey/core/ports/call";
import type { Member, MemberPage, SignUpRecord, SignUps } from "@latchkey/core/ports/sign-ups";
import { companionItems } from "./companion-items.ts";
import { dueItems } from "./due.ts";
import { getTogether } from "./get.ts";
import { clientPolicyOf, eventItem, keyOf, memberItem, memberOf, OPEN, signUpItem, signUpOf } from "./rows.ts";
import type { Table } from "./table.ts";
import { put, transact, type Write } from "./transact.ts";

/** Sign-ups under way and members, in the registry's table. */
export function dynamodbSignUps(table: Table): SignUps {
  return {
    async record(signUp, call) {
      await transact(table, [put(table, signUpItem(signUp))], call);
    },
    async ofConfirmed({ userPoolId, username, clientId }, call) {
      const keys = [keyOf.signUp(userPoolId, username), ...(clientId === undefined ? [] : [keyOf.client(clientId)])];
      const [signUp, policy] = await getTogether(table, keys, call);
      return { signUp: signUp && signUpOf(signUp), policy: policy && clientPolicyOf(policy) };
    },
    complete: (member, context, call) => complete(table, member, context, call),
    async due(now, limit, call) {
      return (await dueItems(table, { partition: OPEN.signUps, until: now, limit }, call)).map(signUpOf);
    },
    async postpone(signUp, lookAt, call) {
      await transact(table, [replaced(table, { ...signUp, lookAt })], call);
    },
    async drop(signUp, call) {
      await transact(table, [dropped(table, signUp)], call);
    },
    members: (id, page, call) => members(table, id, page, call),
  };
}

/** Only while it is there: one that was completed meanwhile does not come back, and a later one of the same name stays. */
const stillThere = ({ signedUpAt }: SignUpRecord) => ({
  ConditionExpression: "signedUpAt = :signedUpAt",
  ExpressionAttributeValues: marshall({ ":signedUpAt": signedUpAt }),
});

const replaced = (table: Table, signUp: SignUpRecord): Write => ({
  item: { Put: { TableName: table.name, Item: signUpItem(signUp), ...stillThere(signUp) } },
  conflict: "row",
});

const dropped = (table: Table, signUp: SignUpRecord): Write => ({
  item: {
    Delete: {
      TableName: table.name,
      Key: marshall(keyOf.signUp(signUp.userPoolId, signUp.username)),
      ...stillThere(signUp),
    },
  },
  conflict: "row",
});

const removed = (table: Table, userPoolId: string, username: string): Write => ({
  item: { Delete: { TableName: table.name, Key: marshall(keyOf.signUp(userPoolId, username)) } },
  conflict: "row",
});

async function complete(
  table: Table,
  member: Member,
  { userPoolId, event }: Parameters<SignUps["complete"]>[1],
  call: Call,
): Promise<"completed" | "already"> {
  const joined: Write = {
    item: {
      Put: { TableName: table.name, Item: memberItem(member), ConditionExpression: "attribute_not_exists(pk)" },
    },
    conflict: "row",
  };
  const record = removed(table, userPoolId, member.username);
  const failed = await transact(table, [joined, put(table, eventItem(event)), record], call);
  if (failed === undefined) return "completed";
  await transact(table, [record], call);
  return "already";
}

async function members(
  table: Table,
  id: Member["integrationId"],
  { limit, after }: Parameters<SignUps["members"]>[1],
  call: Call,
): Promise<MemberPage> {
  const key = after === undefined ? undefined : keyOf.member(id, after);
  const found = await companionItems(table, id, { prefix: "MEM#", limit, after: key, backwards: false }, call);
  const items = found.items.map(memberOf);
  return { items, next: found.more ? items.at(-1)?.username : undefined };
}
