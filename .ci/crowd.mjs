// Creates organizations on a server: node .ci/crowd.mjs ADDRESS TOKEN COUNT
import http from 'node:http';

const [, , address, token, count] = process.argv;
const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });
const headers = {
  Authorization: `Bearer ${token}`,
  'Content-Type': 'application/json',
};

const create = (organization_id) =>
  new Promise((resolve, reject) => {
    const request = http.request(`${address}/administration/organizations`, {
      method: 'POST',
      agent,
      headers,
    });
    request.on('response', (answer) => {
      answer.resume();
      answer.on('end', () =>
        answer.statusCode === 200
          ? resolve()
          : reject(new Error(`${organization_id}: HTTP ${answer.statusCode}`)),
      );
    });
    request.on('error', reject);
    request.end(JSON.stringify({ organization_id }));
  });

let next = 0;
const worker = async () => {
  while (next < Number(count)) await create(`others-${next++}`);
};
await Promise.all(Array.from({ length: 16 }, worker));
agent.destroy();
