/** What the callers know of one application that they register, change, rotate and remove over and over. */
export interface Slot {
  readonly name: string;
  /** Part of the idempotency key: another one when an earlier key leads nowhere any more. */
  generation: number;
  id?: string | undefined;
  rotation?: string | undefined;
}

export const openSlots = (count: number): readonly Slot[] =>
  Array.from({ length: count }, (_, index) => ({ name: `App ${index + 1}`, generation: 1 }));
