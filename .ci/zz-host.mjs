// Scratch.
import { runInCodeServer } from './lib/host-suite.mjs';
import { launchBrowser } from './lib/workbench.mjs';
import { ensureChromium } from './lib/chromium.mjs';
const browser = await launchBrowser(await ensureChromium(console.log));
try { const r = await runInCodeServer(browser, { tests: process.argv[2], timeoutMs: 60000 }); console.log(r.lines.filter(l => l.includes('RESULT') || /rror/.test(l)).join('\n')); } finally { await browser.close(); }
