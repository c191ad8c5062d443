// The cluster's page in a real browser, step by step, on a `vicinity cluster demo`: a leader is killed, started again, another one
// paused and resumed, all by the page. Each step ends in "ok NAME" or the script fails with what it saw.
//   node browser/cluster.mjs --url http://localhost:3300 --nodes 3 [--browser /usr/bin/chromium] [--picture FILE.png] [--scheme dark]

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { quiet } from './chromium.mjs';

const { values: options } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://localhost:3300' },
    nodes: { type: 'string', default: '3' },
    browser: { type: 'string', default: '/usr/bin/chromium' },
    picture: { type: 'string' },
    scheme: { type: 'string', default: 'light' },
  },
});

const patience = 60_000;
const profile = await mkdtemp(join(tmpdir(), 'vicinity-browser-'));
const say = (line) => process.stdout.write(`${line}\n`);

const context = await chromium.launchPersistentContext(profile, {
  executablePath: options.browser,
  headless: true,
  colorScheme: options.scheme,
  viewport: { width: 1440, height: 900 },
  args: quiet,
});

try {
  const page = context.pages()[0] ?? (await context.newPage());
  const faults = [];
  page.on('pageerror', (error) => faults.push(error.message));
  const sees = (condition, argument, within = patience) =>
    page.waitForFunction(condition, argument, { timeout: within, polling: 20 });
  const rows = () =>
    page.getByTestId('partition-row').evaluateAll((all) =>
      all.map(({ dataset }) => ({
        key: dataset.partition,
        leader: Number(dataset.leader),
        epoch: Number(dataset.epoch),
      })),
    );
  const allAlive = (count) =>
    sees((n) => document.querySelectorAll('[data-testid=node-tile][data-status=alive]').length === n, count);
  // Waits for another leader in a higher epoch, and says how long that took since the click.
  const election = async ({ key, leader, epoch }, within) => {
    const clicked = Date.now();
    await sees(
      ([wanted, before, old]) => {
        const row = document.querySelector(`[data-partition="${wanted}"]`);
        const now = Number(row?.dataset.leader ?? -1);
        return now >= 0 && now !== before && Number(row.dataset.epoch) > old;
      },
      [key, leader, epoch],
      within,
    );
    return Date.now() - clicked;
  };

  await page.goto(`${options.url}/cluster`);
  await page.getByTestId('cluster-page').waitFor({ timeout: patience });
  await allAlive(Number(options.nodes));
  await sees(() => {
    const all = [...document.querySelectorAll('[data-testid=partition-row]')];
    return (
      all.length > 0 && all.every((row) => Number(row.dataset.leader) >= 0 && row.dataset.status === 'ok')
    );
  });
  say('ok nodes and leaders are shown');

  const killed = (await rows())[0];
  await page.getByTestId(`kill-${killed.leader}`).click();
  say(`election shown ${await election(killed, 10_000)} ms after the click`);
  say('ok a killed leader is followed by another');
  const told = page
    .getByTestId('cluster-event')
    .filter({ hasText: `node ${killed.leader} lost` })
    .filter({ hasText: 'elected' })
    .filter({ hasText: '0 records lost' });
  await told.first().waitFor({ timeout: patience });
  say(`told: ${(await told.first().innerText()).replaceAll('\n', ' ')}`);
  say('ok the election is told in words');
  await page.getByTestId('partition-row').first().click();
  await page.getByTestId('partition-details').waitFor({ timeout: patience });
  if (options.picture) await page.screenshot({ path: options.picture });

  await page.getByTestId(`restart-${killed.leader}`).click();
  await allAlive(Number(options.nodes));
  await sees(() =>
    [...document.querySelectorAll('[data-testid=partition-row]')].every((row) => row.dataset.status === 'ok'),
  );
  say('ok a node that was started again catches up');

  const paused = (await rows())[0];
  const tile = page.locator(`[data-testid=node-tile][data-node="${paused.leader}"] button`).first();
  await tile.focus();
  await page.keyboard.press('p');
  say(`election shown ${await election(paused, 20_000)} ms after the key`);
  say('ok a paused leader is followed by another');
  await page.getByTestId(`resume-${paused.leader}`).click();
  await allAlive(Number(options.nodes));
  say('ok a node that was resumed is back');

  if (faults.length > 0) throw new Error(`the page failed: ${faults.join('; ')}`);
  say('ok without errors');
} finally {
  await context.close();
  await rm(profile, { recursive: true, force: true });
}
process.exit(0);
