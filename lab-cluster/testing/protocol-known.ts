// What a recorded conversation and ours call by different names: resource versions, continue tokens, entity tags. Learned from
// answers, and put into later requests.

const TOKEN = /^[A-Za-z0-9_-]{40,}$/;
/** Far beyond any history: recorded requests ask for it because it does not exist. */
const FUTURE = 99_999_999;

export interface Token {
  readonly rv: number;
  readonly start: string;
}

export function readContinueToken(text: string): Token | undefined {
  if (!TOKEN.test(text)) return undefined;
  try {
    const token = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Partial<Token>;
    return typeof token.rv === 'number' && typeof token.start === 'string' ? { rv: token.rv, start: token.start } : undefined;
  } catch {
    return undefined;
  }
}

export class Known {
  readonly #versions = new Map<string, string>();
  readonly #texts = new Map<string, string>();
  #oldest = Number.POSITIVE_INFINITY;

  /** Two answers to one request: what stands at the same place means the same. The first meaning holds. */
  learn(recorded: unknown, ours: unknown): void {
    if (typeof recorded !== 'object' || recorded === null || typeof ours !== 'object' || ours === null) return;
    for (const [key, value] of Object.entries(recorded)) {
      const mine = (ours as Record<string, unknown>)[key];
      if (typeof value === 'string' && typeof mine === 'string') this.#learnText(key, value, mine);
      else this.learn(value, mine);
    }
  }

  learnHeader(recorded: string | undefined, ours: string | undefined): void {
    if (recorded !== undefined && ours !== undefined) this.#texts.set(recorded, ours);
  }

  /** A recorded text with our names in it; `current` is our newest version, for one nobody has told us of. */
  translate(text: string, current: string): string {
    let translated = text.replace(/resourceVersion=(\d+)/, (whole, version: string) => {
      if (Number(version) < this.#oldest || Number(version) >= FUTURE) return whole;
      return `resourceVersion=${this.#versions.get(version) ?? current}`;
    });
    for (const [recorded, ours] of this.#texts) translated = translated.replaceAll(recorded, ours);
    return translated;
  }

  #learnText(key: string, recorded: string, ours: string): void {
    if (key === 'continue') this.#texts.set(recorded, ours);
    if (key !== 'resourceVersion' || this.#versions.has(recorded)) return;
    this.#versions.set(recorded, ours);
    this.#oldest = Math.min(this.#oldest, Number(recorded));
  }
}
