// The traffic page in a real browser, step by step. The caller starts, kills and restarts the server, and is told when by lines on
// standard output; it answers by lines on standard input. Each step ends in "ok NAME" or the script fails with what it saw.
//   node browser/traffic.mjs --url http://localhost:3300 [--browser /usr/bin/chromium] [--picture FILE.png]

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { quiet, softwareWebGl } from './chromium.mjs';

const { values: options } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://localhost:3300' },
    browser: { type: 'string', default: '/usr/bin/chromium' },
    picture: { type: 'string' },
  },
});

const patience = 60_000;
const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const profile = await mkdtemp(join(tmpdir(), 'vicinity-browser-'));

const say = (line) => process.stdout.write(`${line}\n`);
const ask = async (what) => {
  say(`please ${what}`);
  const { value, done } = await answers.next();
  if (done || value !== 'done') throw new Error(`the caller did not ${what}: ${value}`);
};

const context = await chromium.launchPersistentContext(profile, {
  executablePath: options.browser,
  headless: true,
  viewport: { width: 1280, height: 800 },
  args: [...quiet, ...softwareWebGl],
});

try {
  const page = context.pages()[0] ?? (await context.newPage());
  const faults = [];
  page.on('pageerror', (error) => faults.push(error.message));
  const sees = (condition, argument) =>
    page.waitForFunction(condition, argument, { timeout: patience, polling: 250 });
  // A vehicle whose trip has ended stands still or leaves the picture: then another one is watched.
  const sampleMoves = async () => {
    await page.evaluate(() => delete window.__watched);
    await sees(() => {
      const place = window.__watched && window.__vicinity.position(window.__watched[0]);
      if (!place) {
        window.__watched = window.__vicinity?.sample ?? undefined;
        return false;
      }
      return place[0] !== window.__watched[1] || place[1] !== window.__watched[2];
    });
  };

  await page.goto(`${options.url}/traffic`);
  await page.locator('[data-map-ready="true"]').first().waitFor({ timeout: patience });
  await sees(() => (window.__vicinity?.vehicles ?? 0) > 0);
  say('ok the map shows vehicles');

  await sampleMoves();
  say('ok vehicles move');
  if (options.picture) await page.screenshot({ path: options.picture });

  const live = await page.getByTestId('time-label').textContent();
  await page.getByTestId('time-slider').click({ position: { x: 20, y: 5 } });
  await sees(() => document.querySelector('[data-testid="time-bar"]').dataset.mode !== 'live');
  await sees((was) => document.querySelector('[data-testid="time-label"]').textContent !== was, live);
  say('ok the time bar shows an earlier moment');
  await page.getByTestId('time-live').click();
  await sees(() => document.querySelector('[data-testid="time-bar"]').dataset.mode === 'live');
  await sampleMoves();
  say('ok the time bar comes back to live');

  await ask('kill the server');
  await page.getByTestId('connection-banner').waitFor({ timeout: patience });
  const kept = await page.evaluate(() => window.__vicinity.vehicles);
  if (kept === 0) throw new Error('the last known picture is gone');
  say('ok the page says that the server is away and keeps its picture');

  await ask('start the server');
  await page.getByTestId('connection-banner').waitFor({ state: 'detached', timeout: patience });
  await sampleMoves();
  say('ok the page heals by itself');

  if (faults.length > 0) throw new Error(`the page failed: ${faults.join('; ')}`);
  say('ok without errors');
} finally {
  await context.close();
  await rm(profile, { recursive: true, force: true });
}
process.exit(0);
