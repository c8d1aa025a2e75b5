// What `npm run coverage` runs: writes docs/coverage.md.
import { mkdirSync, writeFileSync } from 'node:fs';
import { coverageText } from './coverage-text.ts';

mkdirSync('docs', { recursive: true });
writeFileSync('docs/coverage.md', coverageText());
console.log('docs/coverage.md written');
