process.env.NEXT_TELEMETRY_DISABLED = '1';

/** @type {import('next').NextConfig} */
export default {
  output: 'export',
  trailingSlash: false,
  reactStrictMode: true,
  poweredByHeader: false,
  // Types and lint are checked by `npm test`, once.
  typescript: { ignoreBuildErrors: true },
  turbopack: {
    root: import.meta.dirname,
    resolveAlias: {
      // dockerfile-language-service can ask Docker Hub for tags through Node's https; here it must not.
      https: './app/editor/no-https.ts',
    },
  },
};
