// The lab's clock for people: how long the cluster has lived.

/** `00:04:26`; with `precise`, `00:04:26.667`. */
export function clockText(timeUs: number, precise = false): string {
  const ms = Math.floor(timeUs / 1000);
  const seconds = Math.floor(ms / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const text = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return precise ? `${text}.${String(ms % 1000).padStart(3, '0')}` : text;
}

export function speedText(speed: number | 'max'): string {
  return speed === 'max' ? 'max' : `${speed}×`;
}

/** Reads `90`, `1:30`, `00:01:30.5`, `90s`, `2m`: microseconds, or undefined when it is none of them. */
export function parseClock(text: string): number | undefined {
  const unit = /^(\d+(?:\.\d+)?)\s*(s|m|h|)$/.exec(text.trim());
  if (unit !== null) {
    const factor = { '': 1, s: 1, m: 60, h: 3600 }[unit[2] ?? ''] ?? 1;
    return Math.round(Number(unit[1]) * factor * 1_000_000);
  }
  const clock = /^(?:(\d+):)?(\d{1,2}):(\d{1,2}(?:\.\d+)?)$/.exec(text.trim());
  if (clock === null) return undefined;
  return Math.round((Number(clock[1] ?? 0) * 3600 + Number(clock[2]) * 60 + Number(clock[3])) * 1_000_000);
}
