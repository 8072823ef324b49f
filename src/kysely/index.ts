export { ClickHouseDialect } from './dialect.ts';
export { arrayJoin, leftArrayJoin } from './clauses/array-join.ts';
export { engine } from './clauses/engine.ts';
export { final, limitBy, prewhere, sample, settings } from './clauses/select.ts';
export { anti, any, asof, global, semi } from './clauses/strictness.ts';
export { param } from './param.ts';
export { requestOptions } from './request-options.ts';
