/** Packages that Cube's declarations name and that have none of their own here: `overrides` of `package.json` leaves the first out. */
declare module '@aws-sdk/client-s3' {
  export type S3ClientConfig = object;
}
declare module 'node-fetch';
