import type { NextConfig } from 'next';

const config: NextConfig = {
  // Its native addon cannot be bundled: Node loads the package at run time.
  serverExternalPackages: ['clickhouse-connect'],
  // The lock file above is another project's.
  turbopack: { root: import.meta.dirname },
};

export default config;
