import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { type Config, ConfigError } from './config';

type FileSetting = 'COUNTERSIGN_INBOUND_CERT' | 'COUNTERSIGN_INBOUND_KEY';

/** The certificate that senders are offered, or undefined when none is set. @throws ConfigError naming the file that is of no use. */
export function readInboundTls(config: Config): { readonly cert: Buffer; readonly key: Buffer } | undefined {
  const cert = readSetting(config, 'COUNTERSIGN_INBOUND_CERT');
  const key = readSetting(config, 'COUNTERSIGN_INBOUND_KEY');
  if (cert === undefined || key === undefined) return undefined;
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    const { message } = error as Error;
    throw new ConfigError(
      `COUNTERSIGN_INBOUND_CERT, COUNTERSIGN_INBOUND_KEY: do not belong together, or are not PEM (${message})`,
      { cause: error },
    );
  }
  return { cert, key };
}

function readSetting(config: Config, name: FileSetting): Buffer | undefined {
  const file = config[name];
  if (file === undefined) return undefined;
  try {
    return readFileSync(file);
  } catch (error) {
    throw new ConfigError(`${name}: cannot be read (${(error as Error).message})`, { cause: error });
  }
}
