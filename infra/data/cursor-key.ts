/// <reference path="../../.sst/platform/config.d.ts" />

/** Signs the cursors of lists. Made once and kept in the stage's encrypted state; a new one ends open lists and nothing else. */
export const cursorKey = (): random.RandomBytes => new random.RandomBytes("CursorKey", { length: 32 });
