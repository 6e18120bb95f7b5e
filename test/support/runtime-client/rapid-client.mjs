/**
 * Loaded (`node --import`) before the runtime client: stands for its native HTTP client, `rapid-client.node`, with the
 * same four functions over the same Runtime API. https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
import http from 'node:http';
import Module from 'node:module';

const agent = new http.Agent({ keepAlive: true });
const base = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation/`;
/** What is still being posted: the native client posts synchronously, before it asks for the next event. */
let posted = Promise.resolve();

function request(method, path, body = '', headers = {}) {
  return new Promise((resolve, reject) => {
    const call = http.request(base + path, { method, agent, headers }, (response) => {
      let bodyJson = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => (bodyJson += chunk));
      response.on('end', () => resolve({ bodyJson, headers: response.headers }));
    });
    call.on('error', reject);
    call.end(body);
  });
}

const client = {
  initializeUserAgent() {},
  next: () => posted.then(() => request('GET', 'next')),
  done(id, body) {
    posted = request('POST', `${id}/response`, body);
  },
  error(id, body, xray) {
    const cause = encodeURIComponent(xray);
    posted = request('POST', `${id}/error`, body, { 'Lambda-Runtime-Function-XRay-Error-Cause': cause });
  },
};

const load = Module._load;
Module._load = (name, ...rest) => (name === './rapid-client.node' ? client : load.call(Module, name, ...rest));
