/** What has something to do before the process ends. */
export interface Unfinished {
  flush(): Promise<void>;
}

const unfinished = new Set<Unfinished>();
let listening = false;

/** Lets the process not end before `one` is flushed. Its rejection goes unhandled on purpose: nobody else will tell. */
export function beforeExit(one: Unfinished): void {
  unfinished.add(one);
  if (listening) return;
  listening = true;
  process.on('beforeExit', () => {
    const all = [...unfinished];
    unfinished.clear();
    for (const each of all) void each.flush();
  });
}

/** Nothing is left to do. */
export function finished(one: Unfinished): void {
  unfinished.delete(one);
}
