// Pictures of the page in a real browser, light and dark, wide and narrow.
//   node mock/screenshots.mjs [--url http://localhost:3399] [--out mock/out] [--only NAME,...]

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { quiet, softwareWebGl } from '../browser/chromium.mjs';

const { values: options } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://localhost:3399' },
    out: { type: 'string', default: 'mock/out' },
    only: { type: 'string' },
    browser: { type: 'string', default: '/usr/bin/chromium' },
    settle: { type: 'string', default: '6000' },
  },
});

const desktop = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };
const click = (testId) => (page) => page.getByTestId(testId).first().click();

const shots = [
  { name: 'traffic-light', path: '/traffic', scheme: 'light', size: desktop },
  { name: 'traffic-dark', path: '/traffic', scheme: 'dark', size: desktop },
  { name: 'overview-light', path: '/', scheme: 'light', size: desktop },
  { name: 'overview-dark', path: '/', scheme: 'dark', size: desktop },
  {
    name: 'compare-dark',
    path: '/traffic',
    scheme: 'dark',
    size: desktop,
    steps: [(page) => page.keyboard.press('c')],
  },
  {
    name: 'quadrants-light',
    path: '/traffic',
    scheme: 'light',
    size: desktop,
    steps: [click('tab-quadrants'), click('quadrant-row')],
  },
  { name: 'phone-panel', path: '/traffic', scheme: 'light', size: desktop, steps: [click('tab-phone')] },
  {
    name: 'history',
    path: '/traffic',
    scheme: 'dark',
    size: desktop,
    steps: [(page) => page.getByTestId('time-slider').click({ position: { x: 250, y: 5 } })],
  },
  {
    name: 'follow',
    path: '/traffic',
    scheme: 'light',
    size: desktop,
    steps: [(page) => page.getByTestId('map').click({ position: { x: 672, y: 335 } })],
  },
  {
    name: 'help',
    path: '/traffic',
    scheme: 'light',
    size: desktop,
    steps: [(page) => page.keyboard.press('?')],
  },
  { name: 'narrow-light', path: '/traffic', scheme: 'light', size: phone },
  {
    name: 'narrow-dark-compare',
    path: '/traffic',
    scheme: 'dark',
    size: phone,
    steps: [(page) => page.keyboard.press('c')],
  },
  { name: 'cluster-light', path: '/cluster', scheme: 'light', size: desktop },
  {
    name: 'cluster-dark-kill',
    path: '/cluster',
    scheme: 'dark',
    size: desktop,
    steps: [click('kill-1'), click('partition-row')],
  },
  {
    name: 'cluster-pause',
    path: '/cluster',
    scheme: 'light',
    size: desktop,
    steps: [click('pause-8')],
  },
  { name: 'cluster-narrow', path: '/cluster', scheme: 'dark', size: phone },
  { name: 'narrow-overview', path: '/', scheme: 'dark', size: phone },
];

const wanted = options.only?.split(',');
const profile = await mkdtemp(join(tmpdir(), 'vicinity-shots-'));
await mkdir(options.out, { recursive: true });
const browser = await chromium.launch({
  executablePath: options.browser,
  args: [...quiet, ...softwareWebGl],
});
try {
  for (const { name, path, scheme, size, steps = [] } of shots) {
    if (wanted && !wanted.includes(name)) continue;
    const context = await browser.newContext({ viewport: size, colorScheme: scheme });
    const page = await context.newPage();
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) console.log(`  ${name}: ${message.text()}`);
    });
    page.on('pageerror', (error) => console.log(`  ${name}: ${error.stack}`));
    await page.goto(options.url + path);
    await page
      .locator('[data-map-ready=true], [data-testid=cluster-page]')
      .first()
      .waitFor({ timeout: 30_000 })
      .catch(() => console.log(`  ${name}: the map is not ready`));
    await page.waitForTimeout(Number(options.settle));
    for (const step of steps) {
      await step(page);
      await page.waitForTimeout(Number(options.settle) / 2);
    }
    await page.screenshot({ path: join(options.out, `${name}.png`) });
    console.log(name, JSON.stringify(await page.evaluate(() => window.__vicinity)));
    await context.close();
  }
} finally {
  await browser.close();
  await rm(profile, { recursive: true, force: true });
}
