/** Registries in the Docker Engine API 1.50. Fields that a daemon may leave out, or sends as null, say so. */

/** As it travels: base64url JSON in `X-Registry-Auth`, or the body of `POST /auth`. */
export interface AuthConfig {
  username?: string;
  password?: string;
  /** `user:password` in base64, as config.json keeps it. */
  auth?: string;
  serveraddress?: string;
  identitytoken?: string;
  registrytoken?: string;
}

export interface AuthenticateReply {
  Status: string;
  IdentityToken?: string;
}

export interface DistributionInspect {
  Descriptor: { mediaType: string; digest: string; size: number };
  Platforms: Array<{ architecture: string; os: string; variant?: string }> | null;
}
