export { ClickHouseDriver } from './driver.ts';
