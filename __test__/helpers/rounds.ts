/** The seeds of a differential test: `DIFFERENTIAL_ROUNDS` makes it longer, `DIFFERENTIAL_SEED` another one. */
export function seeds(rounds: number): number[] {
  const first = Number(process.env.DIFFERENTIAL_SEED ?? 1);
  return Array.from({ length: Number(process.env.DIFFERENTIAL_ROUNDS ?? rounds) }, (_, index) => first + index);
}
