import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Fastify from 'fastify';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export async function startMailbox({ folder, httpPort = 0 }: { folder: string; httpPort?: number }) {
  mkdirSync(folder, { recursive: true });
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        writeFileSync(join(folder, `${Date.now()}-${randomUUID()}.eml`), Buffer.concat(chunks));
        done();
      });
    },
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', () => resolve()));
  const app = Fastify();
  const read = async (file: string) => {
    const mail = await simpleParser(readFileSync(join(folder, file)));
    const to = [mail.to]
      .flat()
      .map((each) => each?.text ?? '')
      .join(',');
    return { id: file.replace('.eml', ''), subject: mail.subject ?? '', to, text: mail.text ?? '' };
  };
  app.get<{ Querystring: { to?: string } }>('/api/mails', async ({ query }) => {
    const mails = await Promise.all(readdirSync(folder).toSorted().toReversed().map(read));
    return { mails: mails.filter(({ to }) => !query.to || to.includes(query.to)) };
  });
  app.get<{ Params: { id: string } }>('/api/mails/:id', async ({ params }) => read(`${params.id}.eml`));
  await app.listen({ host: '127.0.0.1', port: httpPort });
  const { port } = smtp.server.address() as { port: number };
  return {
    smtpUrl: `smtp://127.0.0.1:${port}`,
    url: `http://127.0.0.1:${(app.server.address() as { port: number }).port}`,
    async stop() {
      await app.close();
      await new Promise<void>((resolve) => smtp.close(resolve));
    },
  };
}
