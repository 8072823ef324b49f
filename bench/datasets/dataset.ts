/** A table that is made by the server, the same in every run. */
export interface Dataset {
  readonly name: string;
  readonly columns: string;
  /** What `SELECT` makes of `number`. */
  readonly values: string;
  /** What tasks that make rows add up, in SQL. */
  readonly sum: string;
}
