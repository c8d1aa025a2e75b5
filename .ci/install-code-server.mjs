// Fetches VS Code for the browser and a Chromium ahead of time; start and test do it by themselves when they are missing.
import { ensureChromium } from './lib/chromium.mjs';
import { installCodeServer } from './lib/code-server-install.mjs';

const say = (line) => console.log(line);
await installCodeServer(say);
say(`browser: ${await ensureChromium(say)}`);
