import { representMember } from "@latchkey/contract/representations/member";
import type { MemberListRepresentation } from "@latchkey/contract/schemas/members";
import { listMembers as list } from "@latchkey/core/usecases/members";
import { json } from "../answer.ts";
import { readCursor, writeCursor } from "../cursor.ts";
import type { ReadDeps } from "../deps.ts";
import type { Operation } from "../operation.ts";

/** `GET /v1/integrations/{id}/members`: by user name. */
export const listMembers: Operation<"listMembers", ReadDeps> = async (
  { services, cursorKey },
  { caller, path: { id }, query: { limit, cursor } },
  call,
) => {
  const scope = { caller, list: ["members", id] };
  const after = cursor === undefined ? undefined : readCursor(cursorKey, scope, isUsername, cursor);
  const page = await list(services, { caller, id, limit, ...(after !== undefined && { after }) }, call);
  const answer: MemberListRepresentation = {
    items: page.items.map(representMember),
    nextCursor: page.next === undefined ? null : writeCursor(cursorKey, scope, page.next),
  };
  return json(200, answer);
};

/** Nothing more can be said of a user name: the signature says that it was one. */
const isUsername = (text: string): text is string => text !== "";
