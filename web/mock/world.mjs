// Simulated vehicles on an invented street network, with enough of a history for the time bar.

const centre = { lon: -123.1207, lat: 49.2827 };
const spacing = 0.0021;
const columns = 17;
const rows = 13;
const squeeze = Math.cos((centre.lat * Math.PI) / 180);
const metre = 1 / 111_320;

export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function corner(x, y) {
  const bend = Math.sin(x * 0.7) * 0.25 + Math.cos(y * 0.6) * 0.2;
  return [
    centre.lon + ((x - columns / 2) * spacing + bend * spacing * 0.5) / squeeze,
    centre.lat + (y - rows / 2) * spacing + Math.sin(y * 0.9 + x * 0.35) * spacing * 0.22,
  ];
}

export function createWorld({ vehicles = 160, seed = 7 } = {}) {
  const next = random(seed);
  const edges = [];
  const leaving = new Map();
  const at = (x, y) => y * columns + x;
  const join = (x1, y1, x2, y2) => {
    if (next() < 0.07) return;
    const main = x1 === x2 ? x1 % 4 === 0 : y1 % 4 === 0;
    const limit = main ? 16.7 : 11.1;
    const a = corner(x1, y1);
    const b = corner(x2, y2);
    for (const [from, to, p, q] of [
      [at(x1, y1), at(x2, y2), a, b],
      [at(x2, y2), at(x1, y1), b, a],
    ]) {
      const dx = (q[0] - p[0]) * squeeze;
      const dy = q[1] - p[1];
      const edge = {
        from,
        to,
        p,
        q,
        limit,
        length: Math.hypot(dx, dy) / metre,
        heading: ((Math.atan2(dx, dy) * 180) / Math.PI + 360) % 360,
        crowd: 0,
      };
      edges.push(edge);
      if (!leaving.has(from)) leaving.set(from, []);
      leaving.get(from).push(edge);
    }
  };
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      if (x + 1 < columns) join(x, y, x + 1, y);
      if (y + 1 < rows) join(x, y, x, y + 1);
    }
  }

  const cars = Array.from({ length: vehicles }, (_, i) => {
    const edge = edges[Math.floor(next() * edges.length)];
    return {
      id: i % 6 === 0 ? `bus ${i}` : `car ${i}`,
      edge,
      along: next() * edge.length,
      speed: 5,
      pull: next(),
    };
  });

  const signal = (node, edge, t) => {
    const northSouth = edge.heading > 315 || edge.heading < 45 || (edge.heading > 135 && edge.heading < 225);
    return Math.floor(t / 24 + node * 0.37) % 2 === (northSouth ? 0 : 1);
  };

  return {
    streets: () => ({
      type: 'FeatureCollection',
      features: edges
        .filter((edge) => edge.from < edge.to)
        .map((edge) => ({
          type: 'Feature',
          geometry: { type: 'LineString', coordinates: [edge.p, edge.q] },
          properties: { kind: 'street', speedLimit: edge.limit },
        })),
    }),
    /** Drives on by one second; `t` is the second, for the signals. */
    step(t) {
      const queues = new Map();
      for (const car of cars) {
        if (!queues.has(car.edge)) queues.set(car.edge, []);
        queues.get(car.edge).push(car);
      }
      for (const [edge, queue] of queues) {
        queue.sort((a, b) => b.along - a.along);
        let free = signal(edge.to, edge, t) ? Infinity : edge.length - 8;
        for (const car of queue) {
          const wanted = Math.min(
            edge.limit * (0.75 + 0.35 * car.pull),
            Math.max(0, (free - car.along - 4) / 1.5),
          );
          car.speed += Math.max(-4, Math.min(2, wanted - car.speed));
          car.speed = Math.max(0, car.speed);
          car.along += car.speed;
          free = car.along - 7;
        }
      }
      for (const car of cars) {
        while (car.along > car.edge.length) {
          car.along -= car.edge.length;
          const ways = leaving.get(car.edge.to) ?? [];
          const onward = ways.filter((way) => way.to !== car.edge.from);
          // Most head for the middle, so that there is something to see in the heat map.
          const choices = onward.length > 0 ? onward : ways;
          const middle = (way) =>
            Math.hypot((way.q[0] - centre.lon - 0.006) * squeeze, way.q[1] - centre.lat) +
            next() * spacing * 3;
          car.edge =
            car.pull < 0.55
              ? choices.reduce((best, way) => (middle(way) < middle(best) ? way : best))
              : choices[Math.floor(next() * choices.length)];
          if (next() < 0.03) car.pull = next();
        }
      }
      return cars.map((car) => {
        const share = car.along / car.edge.length;
        return {
          vehicle: car.id,
          lon: car.edge.p[0] + (car.edge.q[0] - car.edge.p[0]) * share,
          lat: car.edge.p[1] + (car.edge.q[1] - car.edge.p[1]) * share,
          speed: Number(car.speed.toFixed(1)),
          heading: Number(car.edge.heading.toFixed(1)),
        };
      });
    },
  };
}
