/**
 * Settings of every AWS client that is made here. A lost packet must not eat a hook's time: no answer in 8 s is an
 * error that is tried again. Region, credentials and endpoint come from the environment.
 */
export const CLIENT_SETTINGS = {
  maxAttempts: 6,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 8_000, throwOnRequestTimeout: true },
};
