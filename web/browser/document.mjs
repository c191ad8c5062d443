// Prints a page of the documentation as PDF, pictures and plots inside it.
//   node browser/document.mjs --page ../docs/weather.md --to weather.pdf [--browser /usr/bin/chromium]

import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Marked } from 'marked';
import { gfmHeadingId } from 'marked-gfm-heading-id';
import { check, launch, say } from './script.mjs';

const { values: options } = parseArgs({
  options: {
    page: { type: 'string' },
    to: { type: 'string' },
    browser: { type: 'string', default: '/usr/bin/chromium' },
  },
});
check(options.page && options.to, 'name the page with --page FILE.md and the result with --to FILE.pdf');

const kinds = { '.png': 'image/png', '.svg': 'image/svg+xml', '.jpg': 'image/jpeg' };
const folder = dirname(resolve(options.page));

/** A picture beside the page, as an address that holds all of it: the browser then needs no file. */
const picture = async (href) => {
  const kind = kinds[extname(href)];
  check(kind, `${options.page} shows ${href}, which is neither PNG, SVG nor JPEG`);
  return `data:${kind};base64,${(await readFile(resolve(folder, href))).toString('base64')}`;
};

const marked = new Marked(gfmHeadingId(), {
  async: true,
  async walkTokens(token) {
    if (token.type === 'image') token.href = await picture(token.href);
    // Other pages of the documentation are not in the PDF: their title stays, in plain text.
    if (token.type === 'link' && !/^(https?:|#)/.test(token.href)) token.href = '';
  },
  renderer: {
    link({ href, tokens }) {
      const text = this.parser.parseInline(tokens);
      return href ? `<a href="${href}">${text}</a>` : text;
    },
  },
});
const body = await marked.parse(await readFile(options.page, 'utf8'));
const title = /<h1[^>]*>(.*?)<\/h1>/s.exec(body)?.[1] ?? basename(options.page, '.md');

const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>
  body { font: 10.5pt/1.45 "Liberation Sans", "DejaVu Sans", sans-serif; color: #1c2530; }
  h1 { font-size: 24pt; margin: 0 0 8pt; } h2 { font-size: 15pt; margin: 20pt 0 6pt; } h3 { font-size: 12pt; margin: 14pt 0 4pt; }
  h1, h2, h3 { break-after: avoid; line-height: 1.2; }
  a { color: #0b5cad; text-decoration: none; }
  img { display: block; max-width: 100%; max-height: 190mm; margin: 8pt auto; break-inside: avoid; }
  table { border-collapse: collapse; width: 100%; font-size: 8.8pt; margin: 6pt 0; }
  th, td { border: 0.5pt solid #b9c2cc; padding: 3pt 5pt; text-align: left; vertical-align: top; overflow-wrap: break-word; }
  th { background: #eef2f6; } tr { break-inside: avoid; }
  pre { background: #f4f6f8; padding: 6pt 8pt; border-radius: 3pt; white-space: pre-wrap; font-size: 8.8pt; break-inside: avoid; }
  code { font-family: "Liberation Mono", "DejaVu Sans Mono", monospace; font-size: 0.92em; }
</style></head><body>${body}</body></html>`;

const browser = await launch(options.browser);
try {
  const page = await browser.newPage();
  await page.setContent(html, { waitUntil: 'load' });
  const broken = await page.evaluate(
    () => [...document.images].filter((image) => image.naturalWidth === 0).length,
  );
  check(broken === 0, `${broken} pictures of ${options.page} cannot be shown`);
  await page.pdf({
    path: options.to,
    format: 'A4',
    margin: { top: '18mm', bottom: '18mm', left: '17mm', right: '17mm' },
    displayHeaderFooter: true,
    headerTemplate: '<span></span>',
    footerTemplate:
      '<div style="font-size:7.5pt;width:100%;text-align:center;color:#5b6875"><span class="title"></span> · <span class="pageNumber"></span> of <span class="totalPages"></span></div>',
    tagged: true,
    outline: true,
  });
  say(`ok ${options.to}`);
} finally {
  await browser.close();
}
