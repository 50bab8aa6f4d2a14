/** One or more settings are wrong; the message names each with its remedy. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
