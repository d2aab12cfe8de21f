// A person at a browser: a fresh profile, a page, and a close look at what the page does wrong.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { chromium } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const kFlags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
];

// `home` is the person's home directory, where Chromium looks for authorities that this person trusts.
export function launchBrowser({ home } = {}) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: kFlags,
    env: home ? { ...process.env, HOME: home } : process.env,
  });
}

export class Visitor {
  // `screenshots` is a path that the pictures' names begin with. `certificates`: 'any', or only 'trusted' ones.
  static async open(browser, {
    screenshots, looked = [], locale = 'en-US', width = 1280, height = 900, colorScheme = 'light', javaScript = true, certificates = 'any',
  }) {
    const context = await browser.newContext({
      locale,
      colorScheme,
      javaScriptEnabled: javaScript,
      viewport: { width, height },
      reducedMotion: 'reduce',
      // The development certificate of gatehouse is its own.
      ignoreHTTPSErrors: certificates === 'any',
    });
    context.setDefaultTimeout(60_000);
    return new Visitor(context, await context.newPage(), { screenshots, looked, javaScript, width });
  }

  constructor(context, page, { screenshots, looked, javaScript, width }) {
    this.javaScript = javaScript;
    this.context = context;
    this.page = page;
    this.screenshots = screenshots;
    this.looked = looked;
    this.width = width;
    this.pictures = 0;
    this.complaints = [];
    this.documents = new Set();
    page.on('response', (response) => {
      if (response.request().isNavigationRequest()) this.documents.add(response.url());
    });
    page.on('pageerror', (error) => this.complaints.push(`script error on ${page.url()}: ${error.message}`));
    page.on('console', (message) => {
      // A page that is meant to be a 4xx is logged as a resource that failed to load.
      const refusedPage = message.text().startsWith('Failed to load resource') && this.documents.has(message.location().url);
      // Chromium may ask for the icon of a page that was just left, and judge it by the policy of the one that follows.
      const iconOfThePageBefore = /^Loading the image '[^']*\/favicon\.svg/.test(message.text())
        && !message.text().includes(`'${new URL(page.url()).origin}/`);
      if (message.type() === 'error' && !refusedPage && !iconOfThePageBefore) this.complaints.push(`on ${page.url()}: ${message.text()}`);
    });
  }

  async goto(url) {
    return this.page.goto(url);
  }

  async text() {
    return this.page.innerText('body');
  }

  // A picture of the page, and the accessibility rules: serious and critical findings are complaints.
  async look(name) {
    this.pictures += 1;
    this.looked.push({ path: new URL(this.page.url()).pathname, width: this.width, javaScript: this.javaScript });
    const number = String(this.pictures).padStart(2, '0');
    await this.page.screenshot({ path: `${this.screenshots}-${number}-${name}.png`, fullPage: true });
    const wider = await this.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wider > 0) this.complaints.push(`${name}: the page is ${wider} pixels wider than the screen`);
    // The rules are a script with timers, which never fire here; a visitor with JavaScript sees the same page.
    if (!this.javaScript) return;
    await this.page.evaluate(axeSource);
    const { violations } = await this.page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
    for (const { id, help, impact, nodes } of violations) {
      if (impact !== 'serious' && impact !== 'critical') continue;
      const where = nodes.map((node) => node.target.join(' ')).join(', ');
      this.complaints.push(`${name}: ${impact} accessibility finding ${id} (${help}) at ${where}`);
    }
  }

  async close() {
    await this.context.close();
  }
}
