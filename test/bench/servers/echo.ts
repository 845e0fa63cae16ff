import { createServer } from 'node:http';
import { ready } from './ready.ts';

/** What everything is compared with: reads JSON, and answers it with as many bytes as what it is compared with has. */
const answerBytes = Number(process.argv[2] ?? 0);
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString('utf8');
    const frame = '{"echo":,"rest":""}'.length;
    const rest = 'x'.repeat(Math.max(0, answerBytes - body.length - frame));
    const text = JSON.stringify({ echo: JSON.parse(body), rest });
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
    response.end(text);
  });
});
server.listen(0, '127.0.0.1', () => ready(server));
