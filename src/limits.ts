/** Rows of one block of an insert, at most: enough for the server, few enough to hold the event loop only briefly. */
export const BLOCK_ROWS = 65_536;
/** Rows of one block of values that lie far apart: each column finds the rows in the processor's cache, and blocks of 65 536 take twice as long. */
export const SCATTERED_ROWS = 8_192;
/** What the values of a block may weigh together, unless it is of one row: no list or text of them then nears V8's limits. */
export const BLOCK_WEIGHT = 64 * 1024 * 1024;
