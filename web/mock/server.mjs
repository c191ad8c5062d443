// A stand-in for the gateway, for work on the page: serves the built page, the REST endpoints and the live hub with
// invented vehicles.
//   node mock/server.mjs [--port 3399] [--vehicles 160] [--empty] [--delayed] [--forbidden] [--down] [--nodes 20] [--topics 4] [--watched]

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createCluster } from './cluster.mjs';
import { accept } from './socket.mjs';
import { createWorld } from './world.mjs';

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '3399' },
    vehicles: { type: 'string', default: '160' },
    empty: { type: 'boolean', default: false },
    delayed: { type: 'boolean', default: false },
    forbidden: { type: 'boolean', default: false },
    down: { type: 'boolean', default: false },
    nodes: { type: 'string', default: '20' },
    topics: { type: 'string', default: '4' },
    apps: { type: 'string', default: 'traffic,cluster' },
    watched: { type: 'boolean', default: false },
  },
});

const quadrantZoom = 14;
const historySeconds = 1200;
const heatHalfLife = 30;
const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const world = createWorld({ vehicles: Number(options.vehicles) });
const started = Date.now();
/** One entry a second: {t, cars}. */
const history = [];
const clients = new Map();
const cluster = createCluster({
  nodes: Number(options.nodes),
  topics: options.empty ? 0 : Number(options.topics),
  replicas: 5,
  demo: !options.watched,
});
const clusterClients = new Map();

function step(t) {
  const cars = options.empty ? [] : world.step(Math.floor(t / 1000));
  history.push({ t, cars });
  if (history.length > historySeconds) history.shift();
}
for (let i = historySeconds; i > 0; i--) step(started - i * 1000);

const newest = () => history.at(-1);
const momentOf = (at) =>
  at === undefined ? newest() : (history.findLast((entry) => entry.t <= at) ?? history[0]);
const inside = ([w, s, e, n], lon, lat) => lon >= w && lon <= e && lat >= s && lat <= n;

function tile(lon, lat, zoom) {
  const sin = Math.sin((lat * Math.PI) / 180);
  const size = 2 ** zoom;
  return [
    Math.floor((lon / 360 + 0.5) * size),
    Math.floor((0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * size),
  ];
}

function quadkey(x, y, zoom) {
  let key = '';
  for (let bit = zoom - 1; bit >= 0; bit--) key += ((x >> bit) & 1) + 2 * ((y >> bit) & 1);
  return key;
}

function boundsOf(x, y, zoom) {
  const size = 2 ** zoom;
  const lat = (row) => 90 - (360 * Math.atan(Math.exp((row / size - 0.5) * 2 * Math.PI))) / Math.PI;
  return [(x / size - 0.5) * 360, lat(y + 1), ((x + 1) / size - 0.5) * 360, lat(y)];
}

function cellsOf(bbox, zoom, span, at) {
  const last = momentOf(at);
  const cells = new Map();
  for (let i = history.indexOf(last); i >= 0 && history[i].t > last.t - span * 1000; i--) {
    const decay = 0.5 ** ((last.t - history[i].t) / 1000 / heatHalfLife);
    for (const car of history[i].cars) {
      if (!inside(bbox, car.lon, car.lat)) continue;
      const [x, y] = tile(car.lon, car.lat, zoom);
      const key = quadkey(x, y, zoom);
      const cell = cells.get(key) ?? { key, x, y, count: 0, weight: 0, vehicles: new Set(), speed: 0 };
      cell.count++;
      cell.weight += decay;
      cell.speed += car.speed;
      cell.vehicles.add(car.vehicle);
      cells.set(key, cell);
    }
  }
  return [...cells.values()];
}

function quadrants() {
  const result = new Map();
  for (const car of newest().cars) {
    const [x, y] = tile(car.lon, car.lat, quadrantZoom);
    const key = quadkey(x, y, quadrantZoom);
    const known = result.get(key) ?? {
      quadkey: key,
      topic: `traffic.${key}`,
      bounds: boundsOf(x, y, quadrantZoom),
      positions: 0,
      positionsPerSecond: 0,
      vehicles: 0,
      leader: 'localhost:9092',
      replicas: 1,
      minReplicas: 1,
      lastTimestamp: newest().t,
    };
    known.vehicles++;
    known.positionsPerSecond++;
    known.positions += history.length;
    result.set(key, known);
  }
  return [...result.values()];
}

function summary() {
  const vehicles = newest().cars.length;
  return {
    now: Date.now(),
    live: !options.delayed,
    delayed: options.delayed,
    delayedSeconds: options.delayed ? (Date.now() - started) / 1000 + 12 : 0,
    positions: vehicles * history.length + Math.floor((Date.now() - started) / 1000) * vehicles,
    positionsPerSecond: vehicles,
    vehicles,
    quadrants: quadrants().length,
    badRows: options.empty ? 0 : 3,
    sources: options.empty
      ? []
      : [
          { name: 'sumo-grid', kind: 'replay', events: 128_400, badRows: 3, running: true },
          { name: 'simulated cars', kind: 'drive', events: 42_117, badRows: 0, running: true },
        ],
  };
}

function comparison(bbox, zoom, span, at) {
  const cells = cellsOf(bbox, zoom, span, at);
  const size = 40_075_016 / 2 ** zoom;
  const cars = momentOf(at).cars.filter((car) => inside(bbox, car.lon, car.lat));
  const empty = cells.length - new Set(cars.map((car) => tile(car.lon, car.lat, zoom).join())).size;
  return {
    vehicles: cars.length,
    cells: cells.length,
    meanErrorMetres: size * 0.31,
    p95ErrorMetres: size * 0.52,
    largestErrorMetres: size * 0.61,
    vehiclesInHeat: cars.length,
    vehiclesMissingFromHeat: 0,
    cellsWithoutVehicle: Math.max(0, empty),
    text: `The heat map shows ${cars.length} of ${cars.length} vehicles, on average ${(size * 0.31).toFixed(0)} m from where they are; ${Math.max(0, empty)} of its ${cells.length} cells are warm from vehicles that have moved on.`,
  };
}

const numbers = (text) => text?.split(',').map(Number);

function vehiclesAt(bbox, at) {
  const entry = momentOf(at);
  return {
    type: 'FeatureCollection',
    features: entry.cars
      .filter((car) => inside(bbox, car.lon, car.lat))
      .map((car) => ({
        type: 'Feature',
        geometry: { type: 'Point', coordinates: [car.lon, car.lat] },
        properties: {
          vehicle: car.vehicle,
          speed: car.speed,
          heading: car.heading,
          timestamp: entry.t,
          quadkey: quadkey(...tile(car.lon, car.lat, quadrantZoom), quadrantZoom),
          ageSeconds: 0,
          source: 'drive',
        },
      })),
  };
}

function track(of, span, at) {
  const last = momentOf(at).t;
  const places = history
    .filter(({ t }) => t <= last && t > last - span * 1000)
    .flatMap(({ t, cars }) => cars.filter((car) => car.vehicle === of).map((car) => ({ t, car })));
  return {
    type: 'Feature',
    geometry:
      places.length < 2
        ? null
        : { type: 'LineString', coordinates: places.map(({ car }) => [car.lon, car.lat]) },
    properties: {
      vehicle: of,
      timestamps: places.map(({ t }) => t),
      speeds: places.map(({ car }) => car.speed),
    },
  };
}

function heatmap(bbox, zoom, span, at) {
  const cells = cellsOf(bbox, zoom, span, at);
  const most = Math.max(1, ...cells.map((cell) => cell.count));
  return {
    type: 'FeatureCollection',
    features: cells.map(({ key, x, y, count, vehicles, speed }) => {
      const [w, s, e, n] = boundsOf(x, y, zoom);
      return {
        type: 'Feature',
        geometry: {
          type: 'Polygon',
          coordinates: [
            [
              [w, s],
              [e, s],
              [e, n],
              [w, n],
              [w, s],
            ],
          ],
        },
        properties: {
          quadkey: key,
          count,
          vehicles: vehicles.size,
          meanSpeed: speed / count,
          weight: count / most,
        },
      };
    }),
  };
}

function kept() {
  const bucketSeconds = 10;
  const buckets = new Map();
  for (const { t, cars } of history) {
    const start = Math.floor(t / 1000 / bucketSeconds) * bucketSeconds * 1000;
    const swell = 0.7 + 0.3 * Math.sin(t / 90_000);
    buckets.set(start, (buckets.get(start) ?? 0) + Math.round(cars.length * swell));
  }
  return {
    start: options.empty ? null : history[0].t,
    end: options.empty ? null : newest().t,
    now: Date.now(),
    series: [
      {
        name: 'positions',
        reachSeconds: historySeconds,
        start: options.empty ? null : history[0].t,
        end: options.empty ? null : newest().t,
        bucketSeconds,
        buckets: [...buckets].map(([t, amount]) => ({ t, amount })),
      },
    ],
  };
}

const qrSvg = (() => {
  let squares = '';
  for (let y = 0; y < 29; y++) {
    for (let x = 0; x < 29; x++) {
      const finder = (fx, fy) => x >= fx && x < fx + 7 && y >= fy && y < fy + 7;
      const ring = (fx, fy) => Math.max(Math.abs(x - fx - 3), Math.abs(y - fy - 3)) !== 2;
      const corner = finder(0, 0)
        ? ring(0, 0)
        : finder(22, 0)
          ? ring(22, 0)
          : finder(0, 22)
            ? ring(0, 22)
            : null;
      if (corner ?? (x * 7 + y * 13 + x * y * 3) % 5 < 2) squares += `M${x} ${y}h1v1h-1z`;
    }
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 29 29"><path d="${squares}"/></svg>`;
})();

function answer(url) {
  const at = url.searchParams.has('at') ? Number(url.searchParams.get('at')) : undefined;
  const bbox = numbers(url.searchParams.get('bbox')) ?? [-180, -90, 180, 90];
  const zoom = Number(url.searchParams.get('zoom') ?? 16);
  const span = Number(url.searchParams.get('span') ?? 60);
  switch (url.pathname) {
    case '/api/traffic/heatmap':
      return heatmap(bbox, zoom, span, at);
    case '/api/traffic/vehicles':
      return vehiclesAt(bbox, at);
    case '/api/traffic/comparison':
      return comparison(bbox, zoom, span, at);
    case '/api/traffic/track':
      return track(url.searchParams.get('of'), span, at);
    case '/api/traffic/quadrants':
      return quadrants();
    case '/api/traffic/streets':
      return options.empty ? { type: 'FeatureCollection', features: [] } : world.streets();
    case '/api/history':
      return kept();
    case '/api/traffic/summary':
      return summary();
    case '/api/traffic/phone':
      return {
        osmandUrl: 'http://192.168.1.20:3300/api/traffic/osmand',
        owntracksUrl: 'http://192.168.1.20:3300/api/traffic/owntracks',
        qrSvg,
      };
    case '/api/traffic/settings':
      return {
        quadrantZoom,
        participationMinutes: 5,
        staleSeconds: 300,
        historySeconds,
        demo: !options.empty,
      };
    case '/api/access':
      return { operator: !options.forbidden, token: 'mock', loopback: null };
    case '/api/status':
      return {
        version: '0.1.0',
        clusterId: 'mock',
        nodeId: 1,
        engine: 'vicinity',
        bootstrap: null,
        uptimeSeconds: (Date.now() - started) / 1000,
        kafkaAddress: 'localhost:9092',
        applications: options.apps.split(',').map((name) => ({
          name,
          page: `/${name}`,
          state: options.down && name === 'traffic' ? 'down' : 'running',
          problem: options.down && name === 'traffic' ? 'it could not start: invented' : null,
          answers: !(options.down && name === 'traffic'),
        })),
      };
    default:
      return undefined;
  }
}

const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

async function serveFile(path, response) {
  const name = normalize(path).replace(/^([/\\]|\.\.)+/, '');
  for (const candidate of [name === '' ? 'index.html' : name, 'index.html']) {
    try {
      const body = await readFile(join(dist, candidate));
      response.writeHead(200, { 'Content-Type': types[extname(candidate)] ?? 'application/octet-stream' });
      return response.end(body);
    } catch {
      // Not a file of the page: the page itself answers, as the gateway does.
    }
  }
  response.writeHead(404);
  return response.end('Build the page first: npm run build');
}

const server = createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  const json = (status, body, type = 'application/json') => {
    response.writeHead(status, { 'Content-Type': type });
    response.end(JSON.stringify(body));
  };
  if (options.down && /^\/(api|live)\/traffic/.test(url.pathname))
    return json(503, { title: "The application 'traffic' is down", detail: '', status: 503 });
  if (
    options.forbidden &&
    /heatmap|vehicles|comparison|live/.test(url.pathname) &&
    !url.searchParams.get('vehicle')
  ) {
    return json(
      403,
      { title: 'Who reads must take part', detail: 'Report a position first.', status: 403 },
      'application/problem+json',
    );
  }
  const action = /^\/api\/cluster\/nodes\/(\d+)\/(kill|pause|resume|restart)$/.exec(url.pathname);
  if (action && request.method === 'POST') {
    if (!cluster.act(Number(action[1]), action[2]))
      return json(404, {
        title: `Node ${action[1]} was not started by this program`,
        detail: 'It is no demo.',
      });
    response.writeHead(204);
    return response.end();
  }
  if (/^\/live\/(traffic|cluster)\/negotiate$/.test(url.pathname)) {
    return json(200, {
      negotiateVersion: 1,
      connectionId: 'mock',
      connectionToken: 'mock',
      availableTransports: [{ transport: 'WebSockets', transferFormats: ['Text'] }],
    });
  }
  if (url.pathname.startsWith('/api/')) {
    const body = answer(url);
    return body === undefined ? json(404, { title: 'Not found', detail: url.pathname }) : json(200, body);
  }
  return void serveFile(url.pathname, response);
});

server.on('upgrade', (request, socket) => {
  if (request.url.startsWith('/live/cluster')) {
    const reader = accept(request, socket, {
      onInvoke: () => undefined,
      onClose: () => clusterClients.delete(reader),
    });
    clusterClients.set(reader, -1);
    return;
  }
  const client = accept(request, socket, {
    onInvoke: (who, target, [view]) => {
      if (target !== 'Watch') return;
      clients.set(who, { view, cursor: 0 });
      push(who, true);
    },
    onClose: () => clients.delete(client),
  });
  clients.set(client, null);
});

const row = (car, t) => [car.vehicle, car.lon, car.lat, car.speed, car.heading, t, 'drive'];

function push(client, full) {
  const watched = clients.get(client);
  if (!watched) return;
  const { bbox, zoom } = watched.view;
  const { t, cars } = newest();
  // A quarter of the vehicles reports in each quarter of a second.
  const chosen = cars.filter(
    (car, i) => inside(bbox, car.lon, car.lat) && (full || i % 4 === watched.cursor % 4),
  );
  watched.cursor++;
  client.push('positions', { t, full, vehicles: chosen.map((car) => row(car, t)), gone: [] });
  client.push('heat', {
    t,
    zoom,
    cells: cellsOf(bbox, zoom, 120).map(({ key, x, y, weight, count }) => {
      const [w, s, e, n] = boundsOf(x, y, zoom);
      return [key, (w + e) / 2, (s + n) / 2, weight, count];
    }),
  });
}

setInterval(() => {
  if (Date.now() - newest().t >= 1000 && !options.delayed) step(Date.now());
  for (const client of clients.keys()) push(client, false);
}, 250);
setInterval(() => {
  for (const [reader, since] of clusterClients) {
    reader.push('cluster', cluster.push(since < 0, since));
    clusterClients.set(reader, cluster.change());
  }
}, 250);
setInterval(() => {
  for (const client of clients.keys()) client.push('summary', { ...summary(), quadrants: quadrants() });
}, 1000);

server.listen(Number(options.port), '127.0.0.1', () => console.log(`http://localhost:${options.port}`));
