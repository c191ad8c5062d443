// Every page of a running server in a real browser, in both themes and at several widths: nothing overflows, axe has no serious finding, no
// text is smaller than 12 pixels, and nothing fails. Ends in "ok NAME" for each page or fails with everything it saw.
//   node browser/pages.mjs --url http://localhost:3300 [--browser /usr/bin/chromium] [--pictures DIR] [--only PAGE,...] [--widths 320,640x320,...] [--schemes light,dark]

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launch, patience, readAxe, say } from './script.mjs';

const { values: options } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://localhost:3300' },
    browser: { type: 'string', default: '/usr/bin/chromium' },
    pictures: { type: 'string' },
    only: { type: 'string' },
    widths: { type: 'string', default: '320,390,700,900,1440,640x320' },
    schemes: { type: 'string', default: 'light,dark' },
  },
});

const heights = { 320: 640, 390: 844, 700: 900, 900: 700, 1440: 900 };
const axeWidths = [390, 1440];
const axe = await readAxe();

/** A page, what shows that it is there, and what is opened on it before it is looked at once more. */
const pages = [
  { name: 'overview', path: '/', there: 'main section' },
  {
    name: 'traffic',
    path: '/traffic',
    there: '[data-map-ready=true]',
    open: ['tab-vehicles', 'tab-quadrants', 'tab-compare', 'tab-phone'],
    panel: 'open-panel',
  },
  {
    name: 'contacts',
    path: '/contacts',
    there: '[data-field-ready=true]',
    open: ['tab-people', 'tab-spread', 'tab-compare', 'tab-privacy', 'tab-runs', 'simulation-new'],
    panel: 'open-panel',
  },
  {
    name: 'weather',
    path: '/weather',
    there: '[data-testid=curve-wellness] canvas',
    open: ['tab-windows', 'tab-servers', 'tab-transports', 'tab-alarms', 'tab-sensors'],
    panel: 'open-panel',
  },
  { name: 'cluster', path: '/cluster', there: '[data-testid=partition-row]', open: ['partition-row'] },
  { name: 'not-found', path: '/no/such/page', there: '[data-testid=not-found]', status: 404 },
];

/** What shows that an application's part of the overview is there. */
const parts = {
  traffic: 'main [data-map-ready=true]',
  contacts: 'main [data-field-ready=true]',
  weather: '[data-testid=weather-overview]',
};

/** Elements that are wider than the window, and text that is cut off or too small. */
function faults() {
  const found = [];
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width + 1)
    found.push(`the page is ${document.documentElement.scrollWidth} px wide in a window of ${width} px`);
  const hidden = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.display === 'none' || style.visibility === 'hidden' || style.clipPath !== 'none') return true;
    }
    return false;
  };
  // A box that scrolls by itself, or cuts off what is drawn in it on purpose, may hold something wider.
  const scrolls = (element) => {
    for (let at = element.parentElement; at !== null && at.id !== 'root'; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (['auto', 'scroll'].includes(style.overflowX) && at.scrollWidth > at.clientWidth) return true;
      if (at.matches('.maplibregl-map, svg, .MuiLinearProgress-root')) return true;
    }
    return false;
  };
  const name = (element) =>
    `${element.tagName.toLowerCase()}${element.dataset?.testid ? `[${element.dataset.testid}]` : ''} "${(element.textContent ?? '').trim().slice(0, 40)}"`;
  for (const element of document.querySelectorAll('body *')) {
    const box = element.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) continue;
    if ((box.right > width + 1 || box.left < -1) && !scrolls(element) && !hidden(element))
      found.push(`${name(element)} reaches from ${Math.round(box.left)} to ${Math.round(box.right)} px`);
    const { overflowX, textOverflow } = getComputedStyle(element);
    if (
      ['hidden', 'clip'].includes(overflowX) &&
      element.scrollWidth > element.clientWidth + 1 &&
      !hidden(element)
    ) {
      const told = textOverflow === 'ellipsis' && element.closest('[title], [aria-label]') !== null;
      if (
        !told &&
        element.innerText?.trim() &&
        !element.matches('.maplibregl-map, .maplibregl-map *') &&
        !scrolls(element)
      )
        found.push(`${name(element)} is cut off: ${element.scrollWidth} px in ${element.clientWidth} px`);
    }
    const text = [...element.childNodes].some(
      (n) => n.nodeType === Node.TEXT_NODE && n.textContent.trim() !== '',
    );
    if (!text || hidden(element)) continue;
    const size = parseFloat(getComputedStyle(element).fontSize);
    if (size < 11.99) found.push(`${name(element)} is written in ${size} px`);
  }
  return [...new Set(found)];
}

/** Waits until the page has drawn what it was told, and nothing in its style moves any more. */
async function settle(page) {
  await page.waitForTimeout(300);
  // On a busy machine the time alone says nothing: a window's new size is known to the page at its next frame.
  await page.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
  );
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .map((a) => (a.effect?.getTiming().iterations === Infinity ? null : a.finished)),
    ),
  );
}

async function lookAt(page, where, width, seen) {
  for (const fault of await page.evaluate(faults)) seen.push(`${where}: ${fault}`);
  if (!axeWidths.includes(width)) return;
  const { violations } = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
    return { violations };
  });
  for (const { id, impact, nodes } of violations) {
    if (impact !== 'serious' && impact !== 'critical') continue;
    for (const { html, failureSummary } of nodes.slice(0, 5))
      seen.push(
        `${where}: axe ${id} (${impact}): ${html.slice(0, 200)} ${failureSummary.replaceAll('\n', ' ')}`,
      );
  }
}

/** Spacing of text that users set, and letters as wide as those of the widest usual fonts. */
const texts = [
  '',
  '* { letter-spacing: 0.12em !important; word-spacing: 0.16em !important }',
  '* { letter-spacing: 0.3em !important }',
];

/** The navigation at each width and with each spacing of its text, changed while the page is shown: links, or a menu, never cut off. */
async function navigationFits(page, seen) {
  const style = await page.addStyleTag({ content: '/* none yet */' });
  for (let width = 320; width <= 1440; width += 70)
    for (const [i, text] of texts.entries()) {
      await page.setViewportSize({ width, height: 700 });
      await style.evaluate((element, content) => (element.textContent = content), text);
      await page.evaluate(() => new Promise((d) => requestAnimationFrame(() => requestAnimationFrame(d))));
      const cut = await page.evaluate(() => {
        const nav = document.querySelector('[data-testid=navigation]');
        const wide = [nav, ...nav.querySelectorAll('*')].find(
          (e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0,
        );
        return (
          wide && `${wide.tagName} "${wide.textContent}": ${wide.scrollWidth} px in ${wide.clientWidth} px`
        );
      });
      if (cut) seen.push(`navigation ${width}, text ${i}: cut off: ${cut}`);
    }
  await style.evaluate((element) => element.remove());
}

const wanted = options.only?.split(',');
const { applications } = await (await fetch(`${options.url}/api/status`)).json();
const runs = applications.map(({ name }) => name);
pages[0].there = runs.map((name) => parts[name]).find(Boolean) ?? pages[0].there;
const browser = await launch(options.browser);
const seen = [];
try {
  for (const { name, path, there, open = [], panel, status = 200 } of pages) {
    // Without a choice: the pages of the applications that run, and those that belong to none.
    if (!(wanted ?? [...runs, 'overview', 'not-found']).includes(name)) continue;
    for (const scheme of options.schemes.split(',')) {
      const context = await browser.newContext({
        colorScheme: scheme,
        // Scripts of the site alone may run on its pages; axe is put there by the browser.
        bypassCSP: true,
        reducedMotion: 'reduce',
      });
      const page = await context.newPage();
      let where = `${name} ${scheme}`;
      page.on('pageerror', (error) => seen.push(`${where}: ${error.message}`));
      page.on('console', (message) => {
        // The browser tells of the page's own status, which is looked at below.
        const own = status !== 200 && message.location().url === options.url + path;
        if (message.type() === 'error' && !own && !/GPU stall|WebGL/.test(message.text()))
          seen.push(`${where}: ${message.text()}`);
      });
      await page.addInitScript(axe);
      const answer = await page.goto(options.url + path);
      if (answer.status() !== status) seen.push(`${where}: answered ${answer.status()}, not ${status}`);
      for (const size of options.widths.split(',')) {
        const [width, height = heights[width] ?? 900] = size.split('x').map(Number);
        where = `${name} ${scheme} ${size}`;
        await page.setViewportSize({ width, height });
        await page.locator(there).first().waitFor({ timeout: patience });
        await settle(page);
        await lookAt(page, where, width, seen);
        const shoot = async (part) => {
          if (options.pictures)
            await page.screenshot({ path: join(options.pictures, `${name}-${part}${scheme}-${size}.png`) });
        };
        await shoot('');
        for (const testId of open) {
          const control = page.getByTestId(testId).first();
          if (panel && !(await control.isVisible())) await page.getByTestId(panel).first().click();
          await control.click();
          await settle(page);
          await lookAt(page, `${where}, ${testId}`, width, seen);
          await shoot(`${testId}-`);
        }
        if (open.length > 0) await page.keyboard.press('Escape');
      }
      // On the page on which nothing else is drawn: the bar is the same on all.
      if (name === 'not-found') await navigationFits(page, seen);
      await context.close();
    }
    if (seen.length === 0) say(`ok ${name}`);
  }
} finally {
  await browser.close();
}
for (const fault of seen) say(fault);
process.exit(seen.length === 0 ? 0 : 1);
