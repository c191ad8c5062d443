// A foreign sensor and terminal: node client.mjs send|follow|serve PROTO-FOLDER ADDRESS [COUNT]. Ends with 0 when all was as it should be.
import assert from 'node:assert/strict';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

const [mode, protos, address, count] = process.argv.slice(2);
const files = ['balancer', 'proxy', 'terminal'].map((name) => `vicinity/weather/v1/${name}.proto`);
const definition = loader.loadSync(files, { includeDirs: [protos], longs: Number, enums: String, oneofs: true });
const weather = grpc.loadPackageDefinition(definition).vicinity.weather.v1;
const insecure = grpc.credentials.createInsecure();
const now = () => ({ seconds: Math.floor(Date.now() / 1000), nanos: (Date.now() % 1000) * 1e6 });
const deadline = () => ({ deadline: Date.now() + 10_000 });
const call = (client, method, request) =>
  new Promise((resolve, reject) => client[method](request, deadline(), (error, answer) => (error ? reject(error) : resolve(answer))));
// The loader leaves out what has its default value.
const print = (w) =>
  console.log(JSON.stringify([w.quantity, w.over ?? 'WINDOW_OVER_ALL', w.name ?? '', w.startUnixMs, w.endUnixMs, w.revision ?? 0, w.count ?? 0, w.mean ?? null]));

async function send() {
  const balancer = new weather.Balancer(address, insecure);
  const air = await call(balancer, 'process_meteo_data', { id: 'js-1', number: 1, timestamp: now(), temperature: 20, humidity: 40 });
  assert.equal(air.coefficient, 0.5);
  const pollution = await call(balancer, 'process_pollution_data', { id: 'js-1', number: 2, timestamp: now(), co2: 400.25 });
  assert.equal(pollution.coefficient, 0.5);
  await assert.rejects(call(balancer, 'process_meteo_data', { id: 'js-1', number: 3, timestamp: now(), humidity: 40 }), (error) => {
    assert.equal(error.code, grpc.status.INVALID_ARGUMENT);
    assert.match(error.details, /temperature is missing/);
    return true;
  });
  const stream = balancer.stream_readings();
  const results = [];
  const ended = new Promise((resolve, reject) => stream.on('data', (r) => results.push(r)).on('end', resolve).on('error', reject));
  for (let sequence = 1; sequence <= 10; sequence++) {
    const measurements = Array.from({ length: 10 }, (_, i) => ({ number: sequence * 10 + i, timeUnixMs: Date.now(), wind: { direction: 90, speed: 4 } }));
    stream.write({ sequence, id: 'js-2', measurements });
  }
  stream.end();
  await ended;
  assert.deepEqual(results.map((r) => [r.sequence, r.outcome, r.taken.refused?.length ?? 0]).sort((a, b) => a[0] - b[0]), Array.from({ length: 10 }, (_, i) => [i + 1, 'taken', 0]));
  balancer.close();
}

async function follow() {
  const proxy = new weather.Proxy(address, insecure);
  const stream = proxy.follow_windows({ name: 'js-terminal', position: '' });
  let seen = 0;
  await new Promise((resolve, reject) => {
    stream.on('error', (error) => (error.code === grpc.status.CANCELLED ? resolve() : reject(error)));
    stream.on('data', (batch) => {
      batch.windows.forEach(print);
      seen += batch.windows.length;
      if (seen >= Number(count)) stream.cancel();
    });
  });
  proxy.close();
}

async function serve() {
  const server = new grpc.Server();
  const proxy = new weather.Proxy(address, insecure);
  let position = '';
  let seen = 0;
  const done = new Promise((resolve) => {
    server.addService(weather.Terminal.service, {
      receive_windows: ({ request }, answer) => {
        if (request.session !== 'js-session') return answer({ code: grpc.status.PERMISSION_DENIED });
        if ((request.after ?? '') === position) {
          request.windows.forEach(print);
          seen += request.windows.length;
          position = request.position;
        }
        answer(null, { position });
        if (seen >= Number(count)) resolve();
      },
    });
  });
  const port = await new Promise((resolve, reject) => server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound))));
  const register = () => call(proxy, 'register_terminal', { name: 'js-terminal', address: `http://127.0.0.1:${port}`, session: 'js-session', position });
  await register();
  const beat = setInterval(() => register().catch(() => {}), 100);
  await done;
  clearInterval(beat);
  await new Promise((resolve) => server.tryShutdown(resolve));
  proxy.close();
}

await { send, follow, serve }[mode]();
