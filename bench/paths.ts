/** The directory `bench/`; what runs lies in `.build` below it. */
export const directory = new URL('../', import.meta.url);
