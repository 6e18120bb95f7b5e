/** moto, which plays AWS better than we can check by ourselves. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { VENV } from '../support/packed.ts';

export interface Moto {
  /** Of every client. */
  readonly settings: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  stop(): Promise<void>;
}

/** An empty account. */
export async function startMoto(): Promise<Moto> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const server = spawn(join(VENV, 'moto_server'), ['-p', String(port)], { stdio: 'ignore' });
  const stop = async () => {
    server.kill();
    await once(server, 'close');
  };
  for (let tries = 0; tries < 100; tries++) {
    const answers = await fetch(endpoint).then(
      () => true,
      () => false,
    );
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    if (answers) return { settings: { endpoint, region: 'eu-west-1', credentials }, stop };
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await stop();
  throw new Error('moto_server does not answer');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
