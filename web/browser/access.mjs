// Who is the operator, in a real browser: a page on the server's machine, a page opened by the operator's link, and pages of other sites that try
// what they may not. Each step ends in "ok NAME" or the script fails with what it saw.
//   node browser/access.mjs --near http://localhost:3300 --keyed http://localhost:3301 --key KEY [--browser /usr/bin/chromium]
// near: a server that lets browsers of this machine be the operator's; keyed: one that wants the key.

import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { quiet } from './chromium.mjs';

const { values: options } = parseArgs({
  options: {
    near: { type: 'string' },
    keyed: { type: 'string' },
    key: { type: 'string' },
    browser: { type: 'string', default: '/usr/bin/chromium' },
  },
});

const patience = 60_000;
const profile = await mkdtemp(join(tmpdir(), 'vicinity-browser-'));
const say = (line) => process.stdout.write(`${line}\n`);
const port = (url) => new URL(url).port;

// Another site's pages: one on this machine under another port, which browsers count as the same site, and one under a name of its own.
const other = createServer((_, response) => {
  response.setHeader('Content-Type', 'text/html');
  response.end('<!doctype html><title>another site</title>');
});
await new Promise((listening) => other.listen(0, '127.0.0.1', listening));
const otherPort = other.address().port;

const context = await chromium.launchPersistentContext(profile, {
  executablePath: options.browser,
  headless: true,
  viewport: { width: 1440, height: 900 },
  args: [...quiet, '--host-resolver-rules=MAP *.test 127.0.0.1'],
});

/** What a page of another site sends to a server; resolves when everything has been answered or refused. */
function attack([server, vehicle]) {
  const json = (name) => JSON.stringify({ vehicle: name, latitude: 1, longitude: 2 });
  const settled = (request) =>
    request.then(
      (answer) => answer.type,
      () => 'refused',
    );
  const picture = new Promise((done) => {
    const image = new Image();
    image.onload = image.onerror = () => done();
    image.src = `${server}/api/traffic/osmand?id=${vehicle}-picture&lat=1&lon=2`;
    image.referrerPolicy = 'no-referrer';
  });
  const socket = new Promise((done) => {
    const opened = new WebSocket(`${server.replace('http', 'ws')}/live/cluster`);
    opened.onopen = () => done('open');
    opened.onerror = () => done('refused');
  });
  const form = new Promise((done) => {
    const frame = document.createElement('iframe');
    frame.name = 'answer';
    document.body.append(frame);
    frame.onload = () => done();
    const sent = document.createElement('form');
    sent.method = 'post';
    sent.enctype = 'text/plain';
    sent.target = 'answer';
    sent.action = `${server}/api/traffic/positions`;
    sent.innerHTML = `<input name='${json(`${vehicle}-form`).slice(0, -1)}, "x": "' value='"}'>`;
    document.body.append(sent);
    sent.submit();
  });
  const plain = { method: 'POST', mode: 'no-cors', credentials: 'include' };
  return Promise.all([
    socket,
    picture,
    form,
    settled(fetch(`${server}/api/traffic/positions`, { ...plain, body: json(`${vehicle}-fetch`) })),
    settled(fetch(`${server}/api/cluster/nodes/1/kill`, plain)),
    settled(fetch(`${server}/api/access`, { credentials: 'include' })),
  ]);
}

try {
  const page = context.pages()[0] ?? (await context.newPage());
  const shows = (testId) => page.getByTestId(testId).waitFor({ timeout: patience });

  await page.goto(`${options.near}/cluster`);
  await shows('cluster-page');
  say('ok on this machine the page is the operator’s without the key');

  const keyed = `http://localhost:${port(options.keyed)}`;
  await page.goto(`${keyed}/cluster`);
  await shows('cluster-forbidden');
  say('ok where the key is wanted the page is a visitor’s');

  await page.goto('about:blank');
  await page.goto(`${keyed}/cluster#key=wrong-key-of-16-letters`);
  await shows('cluster-forbidden');
  await page.goto('about:blank');
  await page.goto(`${keyed}/cluster#key=${encodeURIComponent(options.key)}`);
  await shows('cluster-page');
  if (page.url() !== `${keyed}/cluster`) throw new Error(`the address still reads ${page.url()}`);
  if ((await page.evaluate(() => document.cookie)) !== '') throw new Error('scripts can read the cookie');
  await page.reload();
  await shows('cluster-page');
  say('ok the operator’s link makes the page the operator’s and leaves the address');

  await page.goto(`${options.near}/cluster`);
  await shows('cluster-page');
  say('ok two servers on one machine keep their operators apart');

  for (const [site, vehicle] of [
    [`http://localhost:${otherPort}`, 'same-site'],
    [`http://evil.test:${otherPort}`, 'cross-site'],
  ]) {
    await page.goto(site);
    const [socket, , , , , access] = await page.evaluate(attack, [
      `http://localhost:${port(options.near)}`,
      vehicle,
    ]);
    if (socket !== 'refused' || access !== 'refused')
      throw new Error(`${site}: socket ${socket}, access ${access}`);
  }
  const reported = await fetch(`${options.near}/api/traffic/osmand?id=phone&lat=1&lon=2`);
  if (!reported.ok) throw new Error(`a phone's report was answered ${reported.status}`);
  const stored = async () =>
    (await (await fetch(`${options.near}/api/traffic/vehicles?vehicle=phone`)).json()).features.map(
      (feature) => feature.properties.vehicle,
    );
  for (const until = Date.now() + patience; !(await stored()).includes('phone');) {
    if (Date.now() > until) throw new Error('the report of the phone is not shown');
    await new Promise((later) => setTimeout(later, 100));
  }
  if ((await stored()).length !== 1) throw new Error(`stored: ${(await stored()).join(', ')}`);
  say('ok pages of other sites store nothing and open nothing');

  const rebound = await page.goto(`http://rebound.test:${port(options.near)}/api/access`);
  if (rebound.status() !== 400) throw new Error(`under a foreign name: ${rebound.status()}`);
  say('ok a name that was pointed here is not answered');
} finally {
  await context.close();
  other.close();
  await rm(profile, { recursive: true, force: true });
}
process.exit(0);
